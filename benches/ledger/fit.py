# What the reference package takes for the same customers: seconds, then r, alpha, a, b, p, q, v.
import sys, time, warnings
warnings.filterwarnings("ignore")
import pandas
from lifetimes import BetaGeoFitter, GammaGammaFitter

data = pandas.read_csv(sys.argv[1])
start = time.perf_counter()
counts = BetaGeoFitter(penalizer_coef=0.0)
counts.fit(data.frequency, data.recency, data.age)
repeat = data[data.frequency > 0]
amounts = GammaGammaFitter(penalizer_coef=0.0)
amounts.fit(repeat.frequency, repeat.value)
rate = 1.12 ** (1 / 12) - 1
counts.conditional_probability_alive(data.frequency, data.recency, data.age)
amounts.customer_lifetime_value(
    counts, data.frequency, data.recency, data.age, data.value.fillna(0), time=36, discount_rate=rate, freq="W")
took = time.perf_counter() - start
print(took, *(counts.params_[name] for name in ("r", "alpha", "a", "b")), *(amounts.params_[name] for name in ("p", "q", "v")))
