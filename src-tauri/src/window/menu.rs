//! The menu bar that macOS expects. Its items are the page's acts, by their names there: the page does them.
//!
//! On Windows and Linux the menu is the page's own, beside the ledger's name. Cut, copy, paste and what concerns
//! the window alone are the system's.

use kezhang_core::Language;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Wry};

/// An item: the page's name of the act, its words, its keys; none for a line between.
type Item = Option<(&'static str, &'static str, &'static str, Option<&'static str>)>;

const LEDGER: &[Item] = &[
    Some(("open", "打开账套…", "Open Ledger…", Some("CmdOrCtrl+O"))),
    Some(("server", "打开服务器上的账套…", "Open Ledger on a Server…", None)),
    Some(("new", "新建账套…", "New Ledger…", None)),
    Some(("sample", "打开示例公司", "Open Sample Company", None)),
    None,
    Some(("import", "导入文件…", "Import File…", Some("CmdOrCtrl+I"))),
    Some(("export-pdf", "导出为 PDF…", "Export as PDF…", Some("CmdOrCtrl+E"))),
    None,
    Some(("copy", "另存副本…", "Save a Copy…", Some("CmdOrCtrl+Shift+S"))),
    Some(("backup", "备份…", "Back Up…", None)),
    None,
    Some(("close", "关闭账套", "Close Ledger", None)),
];

const UNDO: &[Item] = &[
    Some(("undo", "撤销", "Undo", Some("CmdOrCtrl+Z"))),
    Some(("redo", "重做", "Redo", Some("CmdOrCtrl+Shift+Z"))),
    None,
];

const VIEW: &[Item] = &[
    Some(("palette", "搜索与命令", "Search and Commands", Some("CmdOrCtrl+K"))),
    Some(("filter", "筛选…", "Filter…", None)),
    None,
    Some((
        "private",
        "隐藏或显示金额",
        "Hide or Show Amounts",
        Some("CmdOrCtrl+Shift+H"),
    )),
    Some(("fold", "收起或展开导航", "Fold Navigation", Some("CmdOrCtrl+B"))),
    None,
    Some(("language", "Switch to English", "切换到中文", Some("CmdOrCtrl+Shift+L"))),
    Some(("theme", "切换外观", "Switch Appearance", Some("CmdOrCtrl+Shift+D"))),
    None,
    Some(("zoom-in", "放大", "Zoom In", Some("CmdOrCtrl+="))),
    Some(("zoom-out", "缩小", "Zoom Out", Some("CmdOrCtrl+-"))),
    Some(("zoom-reset", "实际大小", "Actual Size", Some("CmdOrCtrl+0"))),
];

/// The places, in the order of the navigation.
const GO: &[Item] = &[
    Some(("overview", "总览", "Overview", Some("CmdOrCtrl+1"))),
    Some(("plan", "预算", "Plan", Some("CmdOrCtrl+2"))),
    Some(("guide", "编制预算", "Draw Up", Some("CmdOrCtrl+3"))),
    Some(("revisions", "预算调整", "Revisions", Some("CmdOrCtrl+4"))),
    Some(("requests", "申请与占用", "Requests", Some("CmdOrCtrl+5"))),
    Some(("record", "费用台账", "Record", Some("CmdOrCtrl+6"))),
    Some(("customers", "客户", "Customers", Some("CmdOrCtrl+7"))),
    Some(("evaluate", "评估", "Evaluate", Some("CmdOrCtrl+8"))),
    Some(("offers", "CRM 选型", "Choose CRM", Some("CmdOrCtrl+9"))),
    Some(("reports", "报表", "Reports", None)),
    Some(("history", "操作记录", "History", None)),
    None,
    Some(("worst", "超支最多的项目", "What Is Most over Its Plan", None)),
];

const HELP: &[Item] = &[Some(("keys", "快捷键", "Keyboard Shortcuts", None))];

/// Puts the menu bar up, in the language given; nothing where the system has none at the top of the screen.
pub fn hang(app: &AppHandle, language: Language) -> tauri::Result<()> {
    if cfg!(target_os = "macos") {
        app.set_menu(bar(app, language)?)?;
    }
    Ok(())
}

fn bar(app: &AppHandle, language: Language) -> tauri::Result<Menu<Wry>> {
    let program = SubmenuBuilder::new(app, "Kezhang 客账")
        .about_with_text(language.pick("关于客账", "About Kezhang"), None)
        .separator();
    let settings = item(app, language, ("settings", "设置…", "Settings…", Some("CmdOrCtrl+,")))?;
    let program = program
        .item(&settings)
        .separator()
        .hide_with_text(language.pick("隐藏客账", "Hide Kezhang"))
        .hide_others_with_text(language.pick("隐藏其他", "Hide Others"))
        .show_all_with_text(language.pick("全部显示", "Show All"))
        .separator()
        .quit_with_text(language.pick("退出客账", "Quit Kezhang"))
        .build()?;
    let edit = filled(app, language, ("编辑", "Edit"), UNDO)?
        .cut_with_text(language.pick("剪切", "Cut"))
        .copy_with_text(language.pick("拷贝", "Copy"))
        .paste_with_text(language.pick("粘贴", "Paste"))
        .select_all_with_text(language.pick("全选", "Select All"))
        .build()?;
    let window = SubmenuBuilder::new(app, language.pick("窗口", "Window"))
        .minimize_with_text(language.pick("最小化", "Minimise"))
        .maximize_with_text(language.pick("缩放", "Zoom"))
        .fullscreen_with_text(language.pick("全屏", "Full Screen"))
        .separator()
        .close_window_with_text(language.pick("关闭窗口", "Close Window"))
        .build()?;
    let menu = |title, items| filled(app, language, title, items)?.build();
    let parts: [Submenu<Wry>; 7] = [
        program,
        menu(("账套", "Ledger"), LEDGER)?,
        edit,
        menu(("查看", "View"), VIEW)?,
        menu(("前往", "Go"), GO)?,
        window,
        menu(("帮助", "Help"), HELP)?,
    ];
    parts
        .iter()
        .fold(MenuBuilder::new(app), |bar, part| bar.item(part))
        .build()
}

fn filled<'a>(
    app: &'a AppHandle,
    language: Language,
    title: (&str, &str),
    items: &[Item],
) -> tauri::Result<SubmenuBuilder<'a, Wry, AppHandle>> {
    let mut menu = SubmenuBuilder::new(app, language.pick(title.0, title.1));
    for one in items {
        menu = match one {
            Some(one) => menu.item(&item(app, language, *one)?),
            None => menu.separator(),
        };
    }
    Ok(menu)
}

fn item(
    app: &AppHandle,
    language: Language,
    (id, chinese, english, keys): (&str, &'static str, &'static str, Option<&str>),
) -> tauri::Result<tauri::menu::MenuItem<Wry>> {
    let builder = MenuItemBuilder::with_id(id, language.pick(chinese, english));
    match keys {
        Some(keys) => builder.accelerator(keys).build(app),
        None => builder.build(app),
    }
}
