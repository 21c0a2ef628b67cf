//! Names of a budget line into ids; what could never match is refused.

use std::collections::HashMap;

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::LineKey;
use kezhang_core::record::EntryKind;
use kezhang_core::record::register::Register;
use kezhang_core::{Fault, Outcome};

/// What is wrong with a row: the field, what stands there, why.
pub(crate) type Refusal = (&'static str, Option<String>, Fault);

/// Resolves the names of a line and refuses what could never match.
pub(crate) struct LineNames {
    categories: crate::lookup::CategoryNames,
    codes: HashMap<i64, String>,
    registers: [crate::lookup::Names; 5],
    grades: crate::lookup::Names,
}

const LINE_REGISTERS: [Register; 5] = [
    Register::Department,
    Register::Channel,
    Register::Activity,
    Register::Product,
    Register::Customer,
];

impl LineNames {
    pub(crate) fn load(bulk: &crate::link::Connection) -> Outcome<Self> {
        let register = |at: usize| crate::lookup::register(bulk, LINE_REGISTERS[at]);
        Ok(Self {
            categories: crate::lookup::categories(bulk)?,
            codes: crate::lookup::category_rows(bulk)?
                .into_iter()
                .map(|row| (row.id, row.code))
                .collect(),
            registers: [register(0)?, register(1)?, register(2)?, register(3)?, register(4)?],
            grades: crate::lookup::grades(bulk)?,
        })
    }

    /// The ids that a key names, each refusal with its field.
    pub(crate) fn resolve(&self, key: &LineKey) -> Result<Named, Vec<Refusal>> {
        let mut named: Named = [0; 7];
        let mut refusals = Vec::new();
        let texts = [
            &key.department,
            &key.channel,
            &key.activity,
            &key.product,
            &key.customer,
        ];
        if let Some(text) = filled(&key.category) {
            match self
                .categories
                .one(text)
                .and_then(|id| self.can_match(id, text).map(|()| id))
            {
                Ok(id) => named[0] = id,
                Err(fault) => refusals.push(("category", key.category.clone(), fault)),
            }
        }
        for (at, text) in texts.into_iter().enumerate() {
            let field = LINE_REGISTERS[at].as_str();
            if let Some(value) = filled(text) {
                match self.registers[at].one(field, value) {
                    Ok(id) => named[at + 1] = id,
                    Err(fault) => refusals.push((field, text.clone(), fault)),
                }
            }
        }
        if let Some(text) = filled(&key.grade) {
            match self.grades.one("grade", text) {
                Ok(id) => named[6] = id,
                Err(fault) => refusals.push(("grade", key.grade.clone(), fault)),
            }
        }
        if refusals.is_empty() && named == [0; 7] {
            refusals.push(("category", None, Fault::new("line_names_nothing")));
        }
        if refusals.is_empty() { Ok(named) } else { Err(refusals) }
    }

    /// Only costs are measured against a plan: offsets, income and what is out of scope never meet a line.
    fn can_match(&self, category: i64, text: &str) -> Outcome<()> {
        let code = self.codes.get(&category).map_or("", String::as_str);
        if EntryKind::of(code) == EntryKind::Cost {
            return Ok(());
        }
        Err(Fault::new("line_never_matches").with("value", text).with("code", code))
    }

    /// Makes a member known that has just been made.
    pub(crate) fn learn(&mut self, register: Register, id: i64, text: &str) {
        if let Some(at) = LINE_REGISTERS.iter().position(|r| *r == register) {
            self.registers[at].add(id, text, &[text]);
        }
    }

    /// Whether a text names a member of a register.
    pub(crate) fn knows(&self, register: Register, text: &str) -> bool {
        LINE_REGISTERS
            .iter()
            .position(|r| *r == register)
            .is_some_and(|at| self.registers[at].find(text) != crate::lookup::Found::Nothing)
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}
