//! The window under test: the real program, driven by WebKitWebDriver. Every wait is for a condition.

use std::cell::Cell;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

/// How long anything may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Whether a click would hit an element: it stands where it stood when last asked, nothing around it moves or is
/// about to move, and it lies on top.
const STILL: &str = "
    const element = arguments[0];
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const at = element.getBoundingClientRect();
    const place = [at.x, at.y, at.width, at.height].join();
    const before = (window.stood ??= new WeakMap()).get(element);
    window.stood.set(element, place);
    const moving = document.getAnimations().filter((one) => one.playState !== 'finished').map((one) => one.effect?.target);
    if (place !== before || moving.some((one) => one?.contains(element))) return false;
    const top = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
    return top !== null && (element.contains(top) || top.contains(element));
";

/// Presses what lies in a menu and says whether it did; a field wants the pointer, for its focus.
const PRESS: &str = "
    const element = arguments[0];
    const layer = element.closest('.ant-dropdown, .ant-select-dropdown, .ant-popover');
    if (layer === null || element.matches('input, textarea, select')) return false;
    element.click();
    return true;
";

const PAUSE: Duration = Duration::from_millis(50);

/// A running window and the driver beside it.
pub struct Window {
    pub client: Client,
    driver: Child,
    pictures: PathBuf,
    clicks: Cell<usize>,
}

impl Window {
    /// Starts the program with settings and data under `home`.
    pub async fn open(home: &Path) -> Self {
        Self::open_on(home, &[]).await
    }

    /// The same on a ledger.
    pub async fn open_on(home: &Path, words: &[&str]) -> Self {
        Self::open_in(home, words, &[]).await
    }

    /// The same where the system is another one than usual.
    pub async fn open_in(home: &Path, words: &[&str], system: &[(&str, &Path)]) -> Self {
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("KEZHANG_HOME", home)
            // On every machine, and none of ours: the window begins in Chinese.
            .env("LC_ALL", "C.UTF-8")
            // The dialog of the toolkit itself, in this process; no portal, no accessibility bus.
            .env("GTK_USE_PORTAL", "0")
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .envs(system.iter().copied())
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("WebKitWebDriver starts (package webkit2gtk-driver)");
        let mut window = json!({ "binary": env!("CARGO_BIN_EXE_kezhang"), "args": words });
        window = json!({ "webkitgtk:browserOptions": window });
        let capabilities = window.as_object().cloned().expect("an object");
        let address = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        let client = loop {
            match ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await
            {
                Ok(client) => break client,
                Err(error) if began.elapsed() > PATIENCE => panic!("no session with the window: {error}"),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        };
        let pictures = std::env::var_os("KEZHANG_PICTURES").map_or_else(std::env::temp_dir, PathBuf::from);
        Self {
            client,
            driver,
            pictures,
            clicks: Cell::new(0),
        }
    }

    /// The same, with the sample company open and its tour left.
    pub async fn on_sample(home: &Path) -> Self {
        let window = Self::open(home).await;
        window.click(&id("start-sample")).await;
        window.see(&id("chart-mark")).await;
        window.click(&id("button-tour-leave")).await;
        window.gone(&id("tour")).await;
        window
    }

    /// Leaves the window; what was done must be safe without it.
    pub async fn close(self) {
        let _ = self.client.clone().close().await;
    }

    /// Waits until a condition holds and hands on what it found.
    pub async fn until<T>(&self, what: &str, mut condition: impl AsyncFnMut(&Client) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = condition(&self.client).await {
                return found;
            }
            if began.elapsed() > PATIENCE {
                let test = std::thread::current().name().unwrap_or_default().replace("::", "-");
                let name = format!("failed-{test}");
                self.picture(&name).await;
                panic!(
                    "waited {PATIENCE:?} in vain: {what} (see {})",
                    self.pictures.join(name + ".png").display()
                );
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The first visible element that a selector names.
    pub async fn see(&self, selector: &str) -> Element {
        self.until(&format!("{selector} is seen"), async |client| {
            let found = client.find(Locator::Css(selector)).await.ok()?;
            found.is_displayed().await.unwrap_or(false).then_some(found)
        })
        .await
    }

    /// Waits until nothing visible matches.
    pub async fn gone(&self, selector: &str) {
        self.until(&format!("{selector} is gone"), async |client| {
            let found = client.find_all(Locator::Css(selector)).await.ok()?;
            for element in found {
                if element.is_displayed().await.unwrap_or(false) {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }

    /// Clicks what a selector names, as soon as it can be clicked. What lies in a menu that has only just been laid out is
    /// pressed without the driver's pointer, which may fall through it on a busy machine.
    pub async fn click(&self, selector: &str) {
        self.until(&format!("{selector} is clicked"), async |client| {
            let found = client.find(Locator::Css(selector)).await.ok()?;
            if !found.is_enabled().await.unwrap_or(false) {
                return None;
            }
            // What still slides in is elsewhere when the click arrives.
            let element = serde_json::to_value(&found).ok()?;
            let still = client.execute(STILL, vec![element]).await.ok()?;
            if still != true {
                return None;
            }
            let element = serde_json::to_value(&found).ok()?;
            if client.execute(PRESS, vec![element]).await.ok()? == true {
                return Some(());
            }
            found.click().await.ok()
        })
        .await;
        self.clicks.set(self.clicks.get() + 1);
    }

    /// Opens a menu and chooses an item of it. On a busy machine the driver's pointer may fall through a menu that has
    /// only just been laid out, so the item is pressed without it, and a menu that has gone is opened again.
    pub async fn choose(&self, button: &str, item: &str) {
        let press = "
            const item = [...document.querySelectorAll(arguments[0])].find((one) => one.offsetParent !== null);
            item?.click();
            return item !== undefined;
        ";
        self.click(button).await;
        let mut opened = Instant::now();
        self.until(&format!("{item} is chosen"), async |client| {
            if client.execute(press, vec![item.into()]).await.ok()?.as_bool()? {
                return Some(());
            }
            if opened.elapsed() > Duration::from_secs(2) {
                client.execute(press, vec![button.into()]).await.ok()?;
                opened = Instant::now();
            }
            None
        })
        .await;
        self.clicks.set(self.clicks.get() + 1);
    }

    /// How often was clicked so far: a job has its limit.
    pub fn clicks(&self) -> usize {
        self.clicks.get()
    }

    /// Clicks on until the window is light or dark.
    pub async fn theme(&self, wanted: &str) {
        for _ in 0..3 {
            // "As the system has it" may look the same; the third click has been through all of them.
            if self.ask("return document.documentElement.dataset.theme").await == wanted {
                return;
            }
            let before = self.ask(THEME).await;
            self.click(&id("switch-theme")).await;
            self.until("the theme is another one", async |client| {
                (client.execute(THEME, Vec::new()).await.ok()? != before).then_some(())
            })
            .await;
        }
        panic!("the window does not turn {wanted}");
    }

    /// Waits until what a selector names shows an amount, however it is grouped.
    pub async fn amount(&self, selector: &str, wanted: &str) {
        self.until(&format!("{selector} shows the amount {wanted}"), async |client| {
            let text = text(client, selector).await?;
            let digits: String = text.chars().filter(|c| !is_separator(*c)).collect();
            digits.contains(wanted).then_some(())
        })
        .await;
    }

    /// Waits until nothing is being loaded any more.
    pub async fn quiet(&self) {
        self.gone(".ant-skeleton, .ant-spin-spinning").await;
    }

    /// Types into a field.
    pub async fn write(&self, selector: &str, text: &str) {
        let field = self.see(selector).await;
        field
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("{selector} takes no text: {error}"));
    }

    /// Types to whatever has the focus, as a keyboard does; what had it may be closing just now.
    pub async fn keys(&self, text: &str) {
        self.until("keys are typed", async |client| {
            let focused = client.active_element().await.ok()?;
            focused.send_keys(text).await.ok()
        })
        .await;
    }

    /// Waits until what a selector names ends in a figure.
    pub async fn until_digits(&self, selector: &str) {
        self.until(&format!("{selector} ends in a figure"), async |client| {
            let said = text(client, selector).await?;
            said.trim_end().ends_with(|c: char| c.is_ascii_digit()).then_some(())
        })
        .await;
    }

    /// Waits until what a selector names shows a text.
    pub async fn shows(&self, selector: &str, wanted: &str) {
        self.until(&format!("{selector} shows {wanted}"), async |client| {
            text(client, selector).await?.contains(wanted).then_some(())
        })
        .await;
    }

    /// What a script in the page returns.
    pub async fn ask(&self, script: &str) -> Value {
        self.client
            .execute(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The driver now and then has no picture of a window that is being laid out; the next one has it.
    async fn shot(&self, name: &str) -> Vec<u8> {
        let began = Instant::now();
        loop {
            match self.client.screenshot().await {
                Ok(png) => return png,
                Err(error) if began.elapsed() > PATIENCE => panic!("no picture {name}: {error}"),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// Keeps a picture without waiting for it to be still: for many of them.
    pub async fn snap(&self, name: &str) {
        let png = self.shot(name).await;
        std::fs::create_dir_all(&self.pictures).expect("a folder for pictures");
        std::fs::write(self.pictures.join(format!("{name}.png")), png).expect("a picture is written");
    }

    /// Keeps a picture of the window as it is now.
    pub async fn picture(&self, name: &str) {
        // Whatever glides into its place arrives first: two pictures in a row are the same.
        let began = Instant::now();
        let mut png = self.shot(name).await;
        while began.elapsed() < Duration::from_secs(3) {
            tokio::time::sleep(Duration::from_millis(150)).await;
            let next = self.shot(name).await;
            let is_still = next == png;
            png = next;
            if is_still {
                break;
            }
        }
        std::fs::create_dir_all(&self.pictures).expect("a folder for pictures");
        std::fs::write(self.pictures.join(format!("{name}.png")), png).expect("a picture is written");
    }
}

impl Drop for Window {
    /// The driver goes with the program it started, which may outlive its session.
    fn drop(&mut self) {
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.driver.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .expect("a free port")
        .port()
}

/// The text of what a selector names, as it is laid out; the driver's own idea of it leaves out cut-off names.
async fn text(client: &Client, selector: &str) -> Option<String> {
    let script = "return document.querySelector(arguments[0])?.innerText ?? null";
    client
        .execute(script, vec![Value::from(selector)])
        .await
        .ok()?
        .as_str()
        .map(str::to_owned)
}

const THEME: &str = "return document.querySelector('[data-testid=switch-theme]').getAttribute('aria-label')";

/// What stands between groups of digits, in either language.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | '\u{2009}' | '\u{202f}' | '\u{a0}')
}

/// The selector of a control by its test name.
pub fn id(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}
