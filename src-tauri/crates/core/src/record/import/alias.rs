//! What columns are called: the names of the contract in both languages, then those of banks, wallets, invoice
//! lists and customer systems.
//!
//! Titles come here in one spelling (see `heading`). A name too many is worse than one too few: a column that is
//! taken for another silently changes what a row says.

use super::field::Field as F;
use super::{Field, Kind};

/// The field of a kind that a cleaned title names, and how surely: 0 a name of the contract, 1 another program's
/// name, 2 a name that gives way to any other.
#[rustfmt::skip]
pub(super) fn alias(kind: Kind, key: &str) -> Option<(Field, u8)> {
    match kind {
        Kind::Entries => entries(key),
        Kind::Budget => budget(key),
        Kind::Customers => customers(key),
        Kind::Channels => Some(match key {
            "编号" | "渠道编号" | "code" | "channel code" => (F::Code, 0),
            "编码" | "代码" | "渠道编码" | "渠道代码" | "id" | "channel id" => (F::Code, 1),
            "名称" | "渠道" | "渠道名称" | "name" | "channel" | "channel name" => (F::Name, 0),
            "英文名称" | "英文名" | "name en" | "english name" => (F::NameEn, 0),
            _ => return None,
        }),
        Kind::Metrics => Some(match key {
            "月份" | "month" => (F::Month, 0),
            "月" | "期间" | "日期" | "统计月份" | "date" | "period" => (F::Month, 1),
            "渠道" | "channel" => (F::Channel, 0),
            "渠道名称" | "渠道编号" | "获客渠道" | "来源渠道" | "channel name" | "channel code" => (F::Channel, 1),
            "线索" | "线索数" | "leads" => (F::Leads, 0),
            "线索数量" | "新增线索" | "新增线索数" | "lead count" | "new leads" => (F::Leads, 1),
            "商机" | "商机数" | "opportunities" => (F::Opportunities, 0),
            "商机数量" | "新增商机" | "新增商机数" | "opps" | "opportunity count" => (F::Opportunities, 1),
            "客户" | "新客户" | "新客户数" | "customers" => (F::Customers, 0),
            "客户数" | "新增客户" | "新增客户数" | "成交客户" | "成交客户数" | "new customers" => (F::Customers, 1),
            "收入" | "revenue" => (F::Revenue, 0),
            "营收" | "营业收入" | "销售额" | "成交金额" | "成交额" | "sales" => (F::Revenue, 1),
            _ => return None,
        }),
        Kind::Rates => Some(match key {
            "日期" | "date" => (F::Date, 0),
            "生效日期" | "汇率日期" | "valid from" | "effective date" => (F::Date, 1),
            "币种" | "currency" => (F::Currency, 0),
            "货币" | "币别" | "外币" | "currency code" => (F::Currency, 1),
            "汇率" | "rate" => (F::Rate, 0),
            "兑换率" | "折算汇率" | "exchange rate" => (F::Rate, 1),
            _ => return None,
        }),
        Kind::Orders | Kind::Receipts => payments(kind, key),
        Kind::Activities => activities(key),
        Kind::Hours => hours(key),
        Kind::Tools => tools(key),
        Kind::Service => service(key),
        Kind::Feedback => feedback(key),
        Kind::Purchases => purchases(key),
        Kind::Points => points(key),
        Kind::Products | Kind::Vendors | Kind::Departments => members(kind, key),
        Kind::Contracts => Some(match key {
            "合同编号" | "合同" | "contract" => (F::Contract, 0),
            "合同号" | "合同代码" | "编号" | "contract number" | "contract no" | "contract code" | "code" => (F::Contract, 1),
            "客户" | "customer" => (F::Customer, 0),
            "客户名称" | "客户编号" | "客户编码" | "customer name" | "customer code" => (F::Customer, 1),
            "开始日期" | "from" => (F::From, 0),
            "合同开始日期" | "生效日期" | "起始日期" | "服务开始日期" | "start" | "start date" | "begins on" => (F::From, 1),
            "结束日期" | "to" => (F::To, 0),
            "合同结束日期" | "到期日期" | "终止日期" | "服务结束日期" | "end" | "end date" | "ends on" => (F::To, 1),
            "金额" | "合同金额" | "amount" => (F::Amount, 0),
            "价税合计" | "含税金额" | "维护费" | "合同总额" | "contract amount" | "gross" | "fee" => (F::Amount, 1),
            "税率" | "tax rate" => (F::TaxRate, 0),
            "收费周期" | "rhythm" => (F::Rhythm, 0),
            "付款周期" | "付款方式" | "结算周期" | "billing" | "billing period" | "billing cycle" => (F::Rhythm, 1),
            "付款期限" | "due days" => (F::DueDays, 0),
            "账期" | "账期(天)" | "付款期限(天)" | "payment terms" | "payment days" => (F::DueDays, 1),
            "服务内容" | "services" => (F::Services, 0),
            "服务" | "合同内容" | "service" | "description" => (F::Services, 1),
            "部门" | "department" => (F::Department, 0),
            "负责部门" | "责任部门" | "responsible department" => (F::Department, 1),
            "币种" | "currency" => (F::Currency, 0),
            _ => return None,
        }),
    }
}

/// Points of a loyalty programme, as a member system lists them by month.
#[rustfmt::skip]
fn points(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "月份" | "month" => (F::Month, 0),
        "月" | "期间" | "日期" | "统计月份" | "date" | "period" => (F::Month, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "客户编号" | "客户编码" | "会员" | "会员名称" | "会员编号" | "会员号" | "customer name" | "customer code"
        | "member" | "member name" | "member id" | "member number" => (F::Customer, 1),
        "发放积分" | "points issued" => (F::PointsIssued, 0),
        "发放" | "新增积分" | "获得积分" | "累计发放积分" | "积分发放" | "issued" | "earned" | "points earned" | "points granted" => (F::PointsIssued, 1),
        "兑换积分" | "points redeemed" => (F::PointsRedeemed, 0),
        "兑换" | "使用积分" | "消耗积分" | "积分兑换" | "redeemed" | "points used" | "points spent" => (F::PointsRedeemed, 1),
        "过期积分" | "points expired" => (F::PointsExpired, 0),
        "过期" | "失效积分" | "作废积分" | "积分过期" | "expired" | "points lapsed" => (F::PointsExpired, 1),
        "每积分成本" | "cost per point" => (F::CostPerPoint, 0),
        "单位积分成本" | "积分成本" | "积分单价" | "point cost" | "point value" => (F::CostPerPoint, 1),
        "会员数" | "members" => (F::Members, 0),
        "会员总数" | "会员人数" | "member count" | "total members" => (F::Members, 1),
        "活跃会员数" | "active members" => (F::ActiveMembers, 0),
        "活跃会员" | "active member count" => (F::ActiveMembers, 1),
        _ => return None,
    })
}

/// Products, vendors, departments: code and name, and what each has beside.
#[rustfmt::skip]
fn members(kind: Kind, key: &str) -> Option<(Field, u8)> {
    let (chinese, english): (&[&str], &[&str]) = match kind {
        Kind::Products => (&["产品", "业务线", "产品线", "商品"], &["product", "business line", "product line", "item"]),
        Kind::Vendors => (&["供应商", "厂商", "供货商"], &["vendor", "supplier"]),
        _ => (&["部门", "成本中心"], &["department", "dept", "cost center", "cost centre"]),
    };
    let of = |words: &[&str], endings: &[&str]| {
        words.iter().any(|word| key.strip_prefix(word).is_some_and(|rest| endings.contains(&rest)))
    };
    Some(match key {
        "编号" | "code" => (F::Code, 0),
        "编码" | "代码" | "id" | "no" | "number" => (F::Code, 1),
        "名称" | "name" => (F::Name, 0),
        "英文名称" | "english name" | "name en" => (F::NameEn, 0),
        "英文名" => (F::NameEn, 1),
        "启用" | "in use" => (F::InUse, 0),
        "是否启用" | "有效" | "active" | "enabled" => (F::InUse, 1),
        "核心业务" | "core business" if kind == Kind::Products => (F::Core, 0),
        "核心" | "是否核心" | "core" if kind == Kind::Products => (F::Core, 1),
        "环节" | "stage" if kind == Kind::Departments => (F::Stage, 0),
        "费用环节" if kind == Kind::Departments => (F::Stage, 1),
        _ if of(chinese, &["编号", "编码", "代码"]) || of(english, &[" code", " id", " number", " no"]) => (F::Code, 1),
        _ if of(chinese, &["", "名称"]) || of(english, &["", " name"]) => (F::Name, 1),
        _ => return None,
    })
}

/// Purchase contracts: with whom, for how long, how much, when it must be told.
#[rustfmt::skip]
fn purchases(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "采购合同编号" | "采购合同" | "合同编号" | "purchase contract" | "contract" => (F::Contract, 0),
        "合同号" | "合同代码" | "编号" | "contract number" | "contract no" | "code" => (F::Contract, 1),
        "标的" | "合同名称" | "about" => (F::Name, 0),
        "名称" | "采购内容" | "合同内容" | "title" | "name" | "subject" | "description" => (F::Name, 1),
        "供应商" | "vendor" => (F::Vendor, 0),
        "供应商名称" | "厂商" | "vendor name" | "supplier" => (F::Vendor, 1),
        "部门" | "department" => (F::Department, 0),
        "负责部门" | "责任部门" | "responsible department" => (F::Department, 1),
        "责任人" | "responsible" => (F::Owner, 0),
        "负责人" | "经办人" | "owner" | "contact" => (F::Owner, 1),
        "开始日期" | "from" => (F::From, 0),
        "合同开始日期" | "生效日期" | "起始日期" | "start" | "start date" | "starts on" => (F::From, 1),
        "结束日期" | "to" => (F::To, 0),
        "合同结束日期" | "到期日期" | "到期日" | "终止日期" | "end" | "end date" | "ends on" => (F::To, 1),
        "提前通知天数" | "notice days" => (F::NoticeDays, 0),
        "通知期" | "通知天数" | "notice" | "notice period" => (F::NoticeDays, 1),
        "自动续约" | "auto renewed" => (F::AutoRenewed, 0),
        "自动续费" | "是否自动续约" | "auto renewal" | "renews itself" => (F::AutoRenewed, 1),
        "金额" | "合同金额" | "amount" => (F::Amount, 0),
        "价税合计" | "含税金额" | "合同总额" | "contract amount" | "gross" => (F::Amount, 1),
        "税率" | "tax rate" => (F::TaxRate, 0),
        "类别" | "category" => (F::Category, 0),
        "费用类别" | "cost category" => (F::Category, 1),
        "付款周期" | "rhythm" => (F::Rhythm, 0),
        "付款方式" | "结算周期" | "billing" | "billing period" | "billing cycle" => (F::Rhythm, 1),
        "付款期限" | "due days" => (F::DueDays, 0),
        "账期" | "账期(天)" | "付款期限(天)" | "payment terms" | "payment days" => (F::DueDays, 1),
        "备注" | "note" => (F::Memo, 0),
        "说明" | "notes" | "memo" => (F::Memo, 1),
        "币种" | "currency" => (F::Currency, 0),
        _ => return None,
    })
}

/// Orders and receipts: who, when, how much.
#[rustfmt::skip]
fn payments(kind: Kind, key: &str) -> Option<(Field, u8)> {
    let is_order = kind == Kind::Orders;
    Some(match key {
        "日期" | "date" => (F::Date, 0),
        "订单日期" | "下单日期" | "成交日期" | "order date" | "purchase date" if is_order => (F::Date, 1),
        // Deals of a customer system that were won are orders.
        "close date" | "closing date" | "结单日期" | "预计结单日期" | "预计成交日期" if is_order => (F::Date, 2),
        "回款日期" | "到账日期" | "收款日期" | "receipt date" | "payment date" | "paid on" if !is_order => (F::Date, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "客户编号" | "客户编码" | "customer name" | "customer code" | "customer id" | "account name"
        | "associated company" => (F::Customer, 1),
        "金额" | "amount" => (F::Amount, 0),
        "销售订单金额" | "商机金额" | "订单金额" | "不含税金额" | "成交金额" | "net amount" | "order amount" | "net" if is_order => (F::Amount, 1),
        "回款金额" | "收款金额" | "到账金额" | "received" | "amount received" if !is_order => (F::Amount, 1),
        "订单" | "order" if is_order => (F::Order, 0),
        "订单号" | "订单编号" | "销售订单编号" | "单号" | "order number" | "order no" | "order id" if is_order => (F::Order, 1),
        "record id" | "opportunity id" if is_order => (F::Order, 2),
        "deal stage" | "stage" | "阶段" | "销售阶段" | "商机阶段" | "商机状态" if is_order => (F::State, 1),
        "生命状态" => (F::State, 2),
        "产品" | "product" if is_order => (F::Product, 0),
        "产品名称" | "产品编号" | "product name" | "product code" if is_order => (F::Product, 1),
        "合同" | "contract" if !is_order => (F::Contract, 0),
        "合同编号" | "合同号" | "contract number" | "contract no" | "contract code" if !is_order => (F::Contract, 1),
        "摘要" | "memo" if !is_order => (F::Memo, 0),
        "备注" | "说明" | "note" | "description" if !is_order => (F::Memo, 1),
        "币种" | "currency" => (F::Currency, 0),
        _ => return None,
    })
}

#[rustfmt::skip]
fn entries(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "日期" | "发生日期" | "date" => (F::Date, 0),
        "交易日期" | "交易日" | "记账日期" | "入账日期" | "业务日期" | "费用日期"
        | "消费日期" | "报销日期" | "occurred on" | "transaction date" | "trans date" | "txn date"
        | "posting date" | "posted date" | "posted" | "booking date" | "entry date" | "expense date" | "cost date"
        | "date occurred" | "completed date" => (F::Date, 1),
        // A column of times beside one of dates holds the time of day only.
        "发生时间" | "交易时间" | "记账时间" | "入账时间" | "交易创建时间" | "transaction time" => (F::Date, 2),
        "时间" | "value date" | "起息日" | "time" | "day" => (F::Date, 3),
        // An approval has its time where the form itself asks for no day.
        "审批完成时间" | "完成时间" => (F::Date, 4),
        "审批发起时间" | "发起时间" | "提交时间" | "申请时间" => (F::Date, 5),
        "类别" | "费用类别" | "category" => (F::Category, 0),
        "费用类型" | "费用科目" | "费用项目" | "成本类别" | "cost category" | "expense category" | "expense type"
        | "cost type" => (F::Category, 1),
        "金额" | "amount" => (F::Amount, 0),
        "费用金额" | "发生额" | "发生金额" | "交易金额" | "实付金额" | "付款金额" | "报销金额" | "费用" | "实际费用" | "实际成本"
        | "本币金额" | "人民币金额" | "cost" | "expense" | "spend" | "transaction amount" | "payment amount"
        | "amount paid" | "actual cost" => (F::Amount, 1),
        "总金额" | "合计金额" | "total" | "total amount" | "value" => (F::Amount, 2),
        // What advertising platforms call it.
        "消费" | "消耗" | "花费" | "消费金额" | "消耗金额" | "花费金额" | "总消费" | "总消耗" | "总花费" | "amount spent" => (F::Amount, 2),
        "币种" | "currency" => (F::Currency, 0),
        "货币" | "币别" | "交易币种" | "结算币种" | "currency code" | "ccy" => (F::Currency, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "客户简称" | "customer name" | "client" | "client name" => (F::Customer, 1),
        "客户编号" | "客户编码" | "customer code" | "customer id" => (F::Customer, 2),
        "渠道" | "channel" => (F::Channel, 0),
        "渠道名称" | "获客渠道" | "来源渠道" | "推广渠道" | "投放渠道" | "channel name" | "marketing channel" => (F::Channel, 1),
        "渠道编号" | "渠道编码" | "channel code" => (F::Channel, 2),
        "活动" | "activity" => (F::Activity, 0),
        "活动名称" | "市场活动" | "营销活动" | "市场活动名称" | "activity name" | "campaign" | "campaign name" => (F::Activity, 1),
        "部门" | "department" => (F::Department, 0),
        "部门名称" | "所属部门" | "费用部门" | "承担部门" | "费用承担部门" | "申请部门" | "报销部门" | "发起人部门" | "成本中心"
        | "dept" | "department name" | "cost center" | "cost centre" => (F::Department, 1),
        "供应商" | "vendor" => (F::Vendor, 0),
        "供应商名称" | "收款方" | "收款人" | "收款单位" | "收款方名称" | "交易对方" | "交易对手" | "对方户名" | "对方名称" | "对方单位"
        | "对方账户名称" | "对手户名" | "对手信息" | "对方账号与户名" | "对方户名/账号" | "销方名称" | "销售方名称" | "商户" | "商户名称"
        | "vendor name" | "supplier" | "supplier name" | "payee" | "payee name" | "merchant" | "merchant name"
        | "counterparty" | "counterparty name" | "beneficiary" | "beneficiary name" => (F::Vendor, 1),
        "产品" | "product" => (F::Product, 0),
        "产品名称" | "业务线" | "产品线" | "product name" | "business line" | "product line" => (F::Product, 1),
        "摘要" | "memo" => (F::Memo, 0),
        "说明" | "描述" | "用途" | "事由" | "交易摘要" | "费用说明" | "商品说明" | "商品" | "商品名称" | "交易说明" | "交易描述"
        | "description" | "narrative" | "details" | "particulars" | "purpose" | "transaction description" => (F::Memo, 1),
        "备注" | "附言" | "交易附言" | "客户摘要" | "交易地点/附言" | "remark" | "remarks" | "note" | "notes" | "comment" => (F::Memo, 2),
        "状态" | "status" => (F::Status, 0),
        "费用状态" | "entry status" => (F::Status, 1),
        "环节" | "stage" => (F::Stage, 0),
        "费用环节" | "客户环节" => (F::Stage, 1),
        "编号" | "id" => (F::Id, 0),
        "费用编号" | "明细编号" | "费用明细编号" | "entry id" | "source id" | "external id" => (F::Id, 1),
        "价税合计" | "gross" => (F::Gross, 0),
        "含税金额" | "金额(含税)" | "含税价" | "价税合计金额" | "gross amount" | "amount incl tax" | "amount incl vat"
        | "amount including tax" | "amount including vat" | "total incl tax" | "total incl vat" => (F::Gross, 1),
        "税额" | "tax" => (F::Tax, 0),
        "税金" | "增值税" | "增值税额" | "vat" | "vat amount" | "tax amount" => (F::Tax, 1),
        "不含税金额" | "net" => (F::Net, 0),
        "未税金额" | "金额(不含税)" | "不含税价" | "net amount" | "amount excl tax" | "amount excl vat"
        | "amount excluding tax" | "amount excluding vat" => (F::Net, 1),
        "税率" | "tax rate" => (F::TaxRate, 0),
        "增值税税率" | "税率/征收率" | "vat rate" => (F::TaxRate, 1),
        "发票号码" | "invoice" => (F::Invoice, 0),
        "数电发票号码" | "数电票号码" | "全电发票号码" | "发票号" | "invoice number" | "invoice no" => (F::Invoice, 1),
        "发票票种" | "invoice kind" => (F::InvoiceKind, 0),
        "票种" | "发票类型" | "发票种类" | "invoice type" => (F::InvoiceKind, 1),
        "可抵扣" | "deductible" => (F::Deductible, 0),
        "是否可抵扣" | "是否抵扣" | "可否抵扣" | "tax deductible" => (F::Deductible, 1),
        "付款日期" | "paid on" => (F::PaidOn, 0),
        "付款时间" | "支付日期" | "支付时间" | "payment date" | "paid date" | "date paid" | "pay date" => (F::PaidOn, 1),
        "开票日期" | "invoiced on" => (F::InvoicedOn, 0),
        "发票日期" | "invoice date" => (F::InvoicedOn, 1),
        "受益期起" | "benefit from" => (F::BenefitFrom, 0),
        "受益期开始" | "受益开始日期" | "受益期间起" | "受益起始日期" | "benefit start" | "service from" | "service start" => (F::BenefitFrom, 1),
        "受益期止" | "benefit to" => (F::BenefitTo, 0),
        "受益期结束" | "受益结束日期" | "受益期间止" | "受益截止日期" | "benefit end" | "service to" | "service end" => (F::BenefitTo, 1),
        "支出" | "money out" => (F::MoneyOut, 0),
        "支出金额" | "借方" | "借方金额" | "借方发生额" | "借方发生金额" | "转出金额" | "支取" | "支取金额" | "支出(借方)" | "支出/借方"
        | "借方发生额(支取)" | "借方发生额/元(支取)" | "借方(支出)" | "debit" | "debits" | "debit amount" | "withdrawal"
        | "withdrawals" | "withdrawal amount" | "paid out" | "outflow" | "amount out" => (F::MoneyOut, 1),
        "收入" | "money in" => (F::MoneyIn, 0),
        "收入金额" | "贷方" | "贷方金额" | "贷方发生额" | "贷方发生金额" | "转入金额" | "存入" | "存入金额" | "收入(贷方)" | "收入/贷方"
        | "贷方发生额(收入)" | "贷方发生额/元(收入)" | "贷方(收入)" | "credit" | "credits" | "credit amount" | "deposit"
        | "deposits" | "deposit amount" | "paid in" | "inflow" | "amount in" => (F::MoneyIn, 1),
        "收/支" | "direction" => (F::Direction, 0),
        "收支" | "收支类型" | "收/支类型" | "借贷标志" | "借贷方向" | "借贷" | "收付标志" | "收付" | "资金流向" | "debit/credit"
        | "dr/cr" | "cr/dr" | "credit debit indicator" => (F::Direction, 1),
        "交易状态" | "当前状态" | "state" => (F::State, 0),
        "资金状态" | "发票状态" | "审批结果" | "transaction status" => (F::State, 1),
        "交易类型" | "交易分类" | "transaction" => (F::Transaction, 0),
        "业务类型" | "transaction type" | "类型" | "type" => (F::Transaction, 1),
        "交易单号" | "交易订单号" | "流水号" | "reference" => (F::Reference, 0),
        "交易号" | "交易流水号" | "账户明细编号-交易流水号" | "单据号" | "transaction id" | "transaction no"
        | "transaction number" | "reference no" | "reference number" | "ref" | "txn id" => (F::Reference, 1),
        _ => return None,
    })
}

#[rustfmt::skip]
fn budget(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "月份" | "month" => (F::Month, 0),
        "月" | "期间" | "预算月份" | "日期" | "会计期间" | "date" | "period" => (F::Month, 1),
        "类别" | "费用类别" | "category" => (F::Category, 0),
        "费用类型" | "费用科目" | "费用项目" | "预算科目" | "预算项目" | "cost category" | "expense category" => (F::Category, 1),
        "金额" | "amount" => (F::Amount, 0),
        "预算" | "预算金额" | "计划金额" | "budget" | "budget amount" | "budgeted amount" | "planned amount" | "plan" => (F::Amount, 1),
        "部门" | "department" => (F::Department, 0),
        "部门名称" | "所属部门" | "预算部门" | "责任部门" | "department name" | "cost center" | "cost centre" | "dept" => (F::Department, 1),
        "渠道" | "channel" => (F::Channel, 0),
        "渠道名称" | "获客渠道" | "推广渠道" | "channel name" => (F::Channel, 1),
        "活动" | "activity" => (F::Activity, 0),
        "活动名称" | "市场活动" | "营销活动" | "activity name" | "campaign" | "campaign name" => (F::Activity, 1),
        "产品" | "product" => (F::Product, 0),
        "产品名称" | "业务线" | "产品线" | "product name" | "business line" | "product line" => (F::Product, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "customer name" | "client" => (F::Customer, 1),
        "等级" | "客户等级" | "grade" => (F::Grade, 0),
        "客户级别" | "级别" | "customer grade" => (F::Grade, 1),
        "年度" | "year" => (F::Year, 0),
        "年份" | "年" | "预算年度" | "会计年度" | "财年" | "fiscal year" | "budget year" => (F::Year, 1),
        _ => return None,
    })
}

#[rustfmt::skip]
fn customers(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "客户编号" | "code" => (F::Code, 0),
        "客户编码" | "客户代码" | "customer code" | "customer id" | "customer no" | "account number" | "account no" => (F::Code, 1),
        "编号" | "编码" | "代码" | "id" => (F::Code, 2),
        "名称" | "name" => (F::Name, 0),
        "客户名称" | "客户" | "公司名称" | "企业名称" | "客户全称" | "customer name" | "customer" | "company name"
        | "company" | "account name" | "client" | "client name" => (F::Name, 1),
        "统一社会信用代码" | "tax number" => (F::TaxNumber, 0),
        "税号" | "纳税人识别号" | "信用代码" | "社会信用代码" | "tax id" | "tax no" | "vat number" | "vat id"
        | "unified social credit code" => (F::TaxNumber, 1),
        "等级" | "grade" => (F::Grade, 0),
        "客户等级" | "客户级别" | "级别" | "customer grade" => (F::Grade, 1),
        "行业" | "industry" => (F::Industry, 0),
        "所属行业" | "客户行业" | "1级行业" => (F::Industry, 1),
        "地区" | "region" => (F::Region, 0),
        "区域" | "所在地区" | "省份" | "省" | "area" | "territory" => (F::Region, 1),
        "负责人" | "owner" => (F::Owner, 0),
        "客户负责人" | "客户经理" | "销售负责人" | "业务员" | "所有者" | "account owner" | "customer owner" | "account manager" => (F::Owner, 1),
        "状态" | "status" => (F::Status, 0),
        "客户状态" | "customer status" => (F::Status, 1),
        "获客日期" | "acquired on" => (F::AcquiredOn, 0),
        "首次成交日期" | "成交日期" | "签约日期" | "acquired" | "acquisition date" | "customer since" => (F::AcquiredOn, 1),
        "渠道" | "channel" => (F::Channel, 0),
        "获客渠道" | "来源渠道" | "客户来源" | "来源" | "渠道名称" | "source channel" | "source" | "lead source" => (F::Channel, 1),
        "流失日期" | "lapsed on" => (F::LapsedOn, 0),
        "lapsed" | "churned on" | "churn date" => (F::LapsedOn, 1),
        _ => return None,
    })
}

#[rustfmt::skip]
fn activities(key: &str) -> Option<(Field, u8)> {
    // Salesforce names whose figure it is.
    let key = key.strip_suffix(" in campaign").unwrap_or(key);
    Some(match key {
        "活动编号" | "code" => (F::Code, 0),
        "record id" => (F::Code, 2),
        "编号" | "活动编码" | "活动代码" | "campaign id" | "activity code" | "campaign code" => (F::Code, 1),
        "名称" | "name" | "activity" => (F::Name, 0),
        "活动" | "活动名称" | "市场活动名称" | "市场活动" | "campaign name" | "activity name" | "campaign" => (F::Name, 1),
        "英文名称" | "英文名" | "name en" | "english name" => (F::NameEn, 0),
        "目的" | "purpose" => (F::Purpose, 0),
        "活动目的" | "环节" | "stage" => (F::Purpose, 1),
        "渠道" | "channel" => (F::Channel, 0),
        "渠道名称" | "获客渠道" | "channel name" => (F::Channel, 1),
        "开始日期" | "start" => (F::From, 0),
        "活动开始日期" | "开始时间" | "举办日期" | "活动日期" | "start date" | "from" | "starts on" => (F::From, 1),
        "日期" | "date" => (F::From, 2),
        "结束日期" | "end" => (F::To, 0),
        "活动结束日期" | "结束时间" | "end date" | "to" | "ends on" => (F::To, 1),
        "预算成本" | "planned cost" => (F::PlannedCost, 0),
        "计划成本" | "预算" | "预计成本" | "活动预算" | "budgeted cost" | "budget" | "budget cost" => (F::PlannedCost, 1),
        "预期收益" | "expected revenue" => (F::ExpectedRevenue, 0),
        "预期收入" | "预计收益" | "预计收入" => (F::ExpectedRevenue, 1),
        "邀请人数" | "invited" => (F::Invited, 0),
        "发出数量" | "邀约人数" | "发送数量" | "num sent" | "number sent" | "numbers sent" | "sent" => (F::Invited, 1),
        "到场人数" | "attendance" => (F::Attendance, 0),
        "参加人数" | "参与人数" | "签到人数" | "attendees" | "attended" => (F::Attendance, 1),
        "响应人数" | "responses" => (F::Responses, 0),
        "响应数" | "回复人数" | "反馈人数" | "num responses" | "number of responses" | "total responses" => (F::Responses, 1),
        "收入" | "revenue" => (F::Revenue, 0),
        "实际收益" | "实际收入" | "带来收入" | "actual revenue" => (F::Revenue, 1),
        "评分" | "score" => (F::Score, 0),
        "活动评分" | "满意度" | "rating" => (F::Score, 1),
        "状态" | "status" => (F::Status, 0),
        "活动状态" | "campaign status" => (F::Status, 1),
        "币种" | "currency" => (F::Currency, 0),
        _ => return None,
    })
}

#[rustfmt::skip]
fn hours(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "日期" | "date" => (F::Date, 0),
        "工作日期" | "填报日期" | "work date" | "worked on" => (F::Date, 1),
        "月份" | "month" => (F::Month, 0),
        "员工" | "employee" => (F::Employee, 0),
        "姓名" | "员工姓名" | "人员" | "employee name" | "user" | "person" => (F::Employee, 1),
        "工时" | "hours" => (F::Hours, 0),
        "小时" | "小时数" | "工时数" | "工时(小时)" | "time spent" => (F::Hours, 1),
        "工作类型" | "kind" => (F::Work, 0),
        "工作" | "工作内容" | "工时类型" | "任务类型" | "work" | "kind of work" | "work type" | "task" | "type" => (F::Work, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "客户编号" | "customer name" | "customer code" | "client" => (F::Customer, 1),
        "活动" | "activity" => (F::Activity, 0),
        "活动名称" | "活动编号" | "activity name" | "campaign" => (F::Activity, 1),
        "摘要" | "memo" => (F::Memo, 0),
        "备注" | "说明" | "note" | "notes" | "description" => (F::Memo, 1),
        _ => return None,
    })
}

#[rustfmt::skip]
fn tools(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "工具" | "tool" => (F::Tool, 0),
        "工具名称" | "软件" | "软件名称" | "名称" | "tool name" | "software" | "name" => (F::Tool, 1),
        "工具编号" | "code" => (F::Code, 0),
        "编号" | "软件编号" | "tool code" => (F::Code, 1),
        "供应商" | "vendor" => (F::Vendor, 0),
        "供应商名称" | "厂商" | "vendor name" | "supplier" => (F::Vendor, 1),
        "类别" | "category" => (F::Category, 0),
        "费用类别" | "cost category" => (F::Category, 1),
        "月份" | "month" => (F::Month, 0),
        "月" | "期间" | "日期" | "date" | "period" => (F::Month, 1),
        "账号数" | "seats" => (F::Seats, 0),
        "购买账号数" | "付费账号数" | "账号总数" | "坐席数" | "seats paid" | "licences" | "licenses" | "paid seats" => (F::Seats, 1),
        "活跃账号" | "active" => (F::Active, 0),
        "活跃账号数" | "活跃用户" | "活跃用户数" | "active seats" | "active users" => (F::Active, 1),
        "登录次数" | "logins" => (F::Logins, 0),
        "登录" | "login count" | "log ins" => (F::Logins, 1),
        "付费模块数" | "modules paid" => (F::ModulesPaid, 0),
        "购买模块数" | "模块数" | "paid modules" => (F::ModulesPaid, 1),
        "在用模块数" | "modules used" => (F::ModulesUsed, 0),
        "使用模块数" | "used modules" => (F::ModulesUsed, 1),
        "最近使用" | "last used" => (F::LastUsed, 0),
        "最近使用日期" | "最近登录" | "最后使用日期" | "last login" | "last use" => (F::LastUsed, 1),
        "购买容量" | "gb paid" => (F::GbPaid, 0),
        "购买容量(gb)" | "付费容量" | "付费容量(gb)" | "容量" | "storage paid" => (F::GbPaid, 1),
        "已用容量" | "gb used" => (F::GbUsed, 0),
        "已用容量(gb)" | "使用容量" | "使用容量(gb)" | "storage used" => (F::GbUsed, 1),
        "费用" | "cost" => (F::Cost, 0),
        "金额" | "月费" | "monthly cost" | "amount" | "fee" => (F::Cost, 1),
        "续费日期" | "renewal" => (F::Renewal, 0),
        "到期日期" | "续约日期" | "到期日" | "renewal date" | "renews on" => (F::Renewal, 1),
        "提前通知天数" | "notice days" => (F::NoticeDays, 0),
        "通知期" | "通知天数" | "notice" | "notice period" => (F::NoticeDays, 1),
        "币种" | "currency" => (F::Currency, 0),
        _ => return None,
    })
}

#[rustfmt::skip]
fn service(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "月份" | "month" => (F::Month, 0),
        "月" | "期间" | "日期" | "date" | "period" => (F::Month, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "客户编号" | "customer name" | "customer code" => (F::Customer, 1),
        "产品" | "product" => (F::Product, 0),
        "产品名称" | "产品编号" | "业务线" | "product name" | "product code" => (F::Product, 1),
        "工单数" | "tickets" => (F::Tickets, 0),
        "工单" | "工单数量" | "工单量" | "服务单数" | "ticket count" => (F::Tickets, 1),
        "处理时长" | "minutes" => (F::Minutes, 0),
        "处理时长(分钟)" | "分钟" | "分钟数" | "总时长" | "总时长(分钟)" | "handling minutes" => (F::Minutes, 1),
        "自动解决数" | "automated" => (F::Automated, 0),
        "自助解决数" | "机器人解决数" | "智能客服解决数" | "自动解决" | "solved automatically" => (F::Automated, 1),
        "首次解决时长" | "first solution minutes" => (F::FirstSolutionMinutes, 0),
        "首次解决时长(分钟)" | "首次响应时长(分钟)" | "first solution time" => (F::FirstSolutionMinutes, 1),
        "完全解决时长" | "solution minutes" => (F::SolutionMinutes, 0),
        "完全解决时长(分钟)" | "解决时长" | "解决时长(分钟)" | "平均解决时长" | "solution time" => (F::SolutionMinutes, 1),
        _ => return None,
    })
}

#[rustfmt::skip]
fn feedback(key: &str) -> Option<(Field, u8)> {
    Some(match key {
        "日期" | "date" => (F::Date, 0),
        "反馈日期" | "提交时间" | "填写时间" | "提交日期" | "答题时间" | "feedback date" | "submitted at" | "timestamp" => (F::Date, 1),
        "客户" | "customer" => (F::Customer, 0),
        "客户名称" | "客户编号" | "公司名称" | "customer name" | "customer code" | "company" => (F::Customer, 1),
        "员工" | "employee" => (F::Employee, 0),
        "反馈员工" | "员工姓名" | "employee name" => (F::Employee, 1),
        "主题" | "topic" => (F::Topic, 0),
        "话题" | "subject" => (F::Topic, 1),
        "来源" | "source" => (F::Source, 0),
        "反馈来源" | "反馈渠道" | "渠道" | "channel" => (F::Source, 1),
        "满意度" | "satisfaction" => (F::Satisfaction, 0),
        "满意度评分" | "满意度(1-5)" | "csat" | "satisfaction score" => (F::Satisfaction, 1),
        "nps" => (F::Nps, 0),
        "nps评分" | "nps 评分" | "推荐意愿" | "推荐度" | "推荐意愿(0-10)" | "nps score" | "likelihood to recommend" => (F::Nps, 1),
        "评分" | "score" => (F::Score, 0),
        "得分" | "分数" | "打分" | "rating" => (F::Score, 1),
        "评分方式" | "scale" => (F::Scale, 0),
        "评分类型" | "问卷类型" | "survey" | "score type" => (F::Scale, 1),
        "内容" | "text" => (F::Text, 0),
        "反馈内容" | "意见" | "意见建议" | "意见与建议" | "评价" | "评价内容" | "备注" | "comment" | "comments" | "feedback" | "description" => (F::Text, 1),
        "投诉" | "complaint" => (F::Complaint, 0),
        "是否投诉" | "is complaint" => (F::Complaint, 1),
        "负责人" | "owner" => (F::Owner, 0),
        "处理人" | "跟进人" | "责任人" | "handled by" | "assignee" => (F::Owner, 1),
        "处理期限" | "due" => (F::Due, 0),
        "期限" | "截止日期" | "处理截止日期" | "due date" | "due on" => (F::Due, 1),
        "处理结果" | "outcome" => (F::Outcome, 0),
        "结果" | "解决方案" | "result" | "resolution" => (F::Outcome, 1),
        "活动" | "activity" => (F::Activity, 0),
        "活动名称" | "活动编号" | "activity name" | "campaign" => (F::Activity, 1),
        "产品" | "product" => (F::Product, 0),
        "产品名称" | "产品编号" | "业务线" | "product name" | "product code" => (F::Product, 1),
        "工具" | "tool" => (F::Tool, 0),
        "软件" | "software" => (F::Tool, 1),
        "类别" | "category" => (F::Category, 0),
        "费用类别" | "cost category" => (F::Category, 1),
        _ => return None,
    })
}

/// Whether a column tells that a file is a list of costs, whatever the signs of its amounts.
pub(super) fn tells_a_list(field: Field, key: &str) -> bool {
    match field {
        F::Customer
        | F::Channel
        | F::Activity
        | F::Department
        | F::Product
        | F::Stage
        | F::Status
        | F::Gross
        | F::Tax
        | F::Net
        | F::TaxRate
        | F::Invoice
        | F::InvoiceKind
        | F::Deductible
        | F::PaidOn
        | F::InvoicedOn
        | F::BenefitFrom
        | F::BenefitTo
        | F::Category => true,
        F::Vendor => key.contains("供应商") || key.contains("vendor") || key.contains("supplier"),
        F::Amount => {
            key.contains('费')
                || key.contains("消耗")
                || key.contains("spent")
                || key.contains("成本")
                || key.contains("cost")
                || key.contains("expense")
                || key.contains("spend")
        }
        _ => false,
    }
}

/// Whether a column holds the balance of an account: only statements have one.
pub(super) fn is_balance(key: &str) -> bool {
    key.ends_with("余额") || key.ends_with("balance")
}

/// Whether a column says what the amounts of its row are counted in.
pub(super) fn is_unit(key: &str) -> bool {
    matches!(key, "单位" | "金额单位" | "货币单位" | "unit")
}

/// Whether a column belongs to a list of vouchers.
pub(super) fn is_voucher(key: &str) -> bool {
    matches!(
        key,
        "科目编码"
            | "科目代码"
            | "科目名称"
            | "会计科目"
            | "凭证字号"
            | "凭证号数"
            | "凭证字"
            | "凭证类别字"
            | "account code"
    )
}
