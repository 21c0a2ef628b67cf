//! Colours, light and dark: after Okabe and Ito, told apart by readers who do not see red and green.

use plotters::style::RGBColor;

use super::Theme;

/// The colours of a theme.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Behind everything.
    pub ground: RGBColor,
    /// Words and figures.
    pub ink: RGBColor,
    /// Words that may stand back; still 4.5 : 1 against the ground.
    pub quiet: RGBColor,
    /// Grid lines.
    pub grid: RGBColor,
    /// The line at zero.
    pub axis: RGBColor,
    /// The box of a budget.
    pub budget_fill: RGBColor,
    /// The outline of that box, and the cumulative budget.
    pub budget_line: RGBColor,
    /// 实际发生.
    pub actual: RGBColor,
    /// The cumulative actual.
    pub actual_line: RGBColor,
    /// 预算外 and overruns.
    pub alarm: RGBColor,
    /// The ground of hatched bars.
    pub alarm_fill: RGBColor,
    /// 获客, 维系, 服务, 共用, none.
    pub stages: [RGBColor; 5],
}

impl Palette {
    /// The colours of a theme.
    pub fn of(theme: Theme) -> Self {
        let c = |rgb: u32| RGBColor((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8);
        match theme {
            Theme::Light => Self {
                ground: c(0xFFFFFF),
                ink: c(0x1F2329),
                quiet: c(0x5F6673),
                grid: c(0xE6E8EC),
                axis: c(0x8A919E),
                budget_fill: c(0xE4E9F1),
                budget_line: c(0x6B7A90),
                actual: c(0x0072B2),
                actual_line: c(0x0B3C5D),
                alarm: c(0xC74E00),
                alarm_fill: c(0xFCE9DC),
                stages: [c(0x0072B2), c(0x009E73), c(0xE69F00), c(0x8C95A4), c(0xD5D9E0)],
            },
            Theme::Dark => Self {
                ground: c(0x141414),
                ink: c(0xE8E8E8),
                quiet: c(0xA3A8B0),
                grid: c(0x2E3136),
                axis: c(0x777E8A),
                budget_fill: c(0x2A323E),
                budget_line: c(0x93A1B5),
                actual: c(0x3FA0DC),
                actual_line: c(0xBFE3FA),
                alarm: c(0xF58B4A),
                alarm_fill: c(0x3A2416),
                stages: [c(0x56B4E9), c(0x2BB58C), c(0xF0B429), c(0x98A1B0), c(0x4A5059)],
            },
        }
    }

    /// Black or white, whichever reads better on a colour.
    pub fn on(colour: RGBColor) -> RGBColor {
        let light = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let luminance = 0.2126 * light(colour.0) + 0.7152 * light(colour.1) + 0.0722 * light(colour.2);
        if luminance > 0.23 {
            RGBColor(0x1A, 0x1A, 0x1A)
        } else {
            RGBColor(0xFF, 0xFF, 0xFF)
        }
    }
}
