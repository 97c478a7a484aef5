//! The values that a text may name: `{{ limit.group_size }}`, `{{ brand.name }}`, `{{ 活动.五月拼团.end }}`.

use super::names::fold;
use crate::{
    base::{
        code::Code,
        date,
        diag::{Diag, Diags, nearest},
        span::Spanned,
    },
    model::Manuscript,
    words,
};
use std::collections::BTreeMap;

/// Every value by its folded name; the name as written is kept for hints.
pub struct Values {
    by_name: BTreeMap<String, (String, String)>,
}

impl Values {
    pub fn new(manuscript: &Manuscript) -> Values {
        let mut values = Values { by_name: BTreeMap::new() };
        let site = &manuscript.site;
        values.add("site.title", &site.title);
        values.add("site.version", &site.version);
        values.add("site.url", &site.base_url.value);
        let brand = &site.brand;
        for (name, value) in [
            ("name", &brand.name),
            ("slogan", &brand.slogan),
            ("org", &brand.org),
            ("phone", &brand.phone),
            ("hours", &brand.hours),
        ] {
            values.add(&format!("brand.{name}"), value);
        }
        for (name, value) in &site.vars {
            values.add(&format!("vars.{}", name.value), &value.value);
        }
        for limit in &manuscript.limits {
            let value = limit.value.value.to_string();
            for kind in ["limit", "上限"] {
                values.add(&format!("{kind}.{}", limit.id.value), &value);
            }
            values.add(&format!("上限.{}", limit.name), &value);
        }
        for campaign in &manuscript.campaigns {
            let head = &campaign.head;
            for kind in ["活动", "campaign"] {
                let mut add = |key: &str, value: &str| values.add(&format!("{kind}.{}.{key}", head.title.value), value);
                if let Some(start) = &head.start {
                    add("start", &date::show(start.value));
                }
                if let Some(end) = &head.end {
                    add("end", &date::show(end.value));
                }
                if let Some(budget) = &head.budget {
                    add("budget", &budget.value.to_string());
                }
                add("title", &head.title.value);
                add("contact", &head.contact);
            }
        }
        values
    }

    fn add(&mut self, name: &str, value: &str) {
        self.by_name.entry(fold(name)).or_insert_with(|| (name.to_string(), value.to_string()));
    }

    /// The value, or its name in braces when there is none, which is reported.
    pub fn get(&self, name: &Spanned<String>, diags: &mut Diags) -> String {
        let key: String = name.value.split('.').map(str::trim).collect::<Vec<_>>().join(".");
        if let Some((_, value)) = self.by_name.get(&fold(&key)) {
            return value.clone();
        }
        let known = self.by_name.values().map(|(name, _)| name.as_str());
        // The family narrows the hint: a wrong limit is most likely another limit.
        let family = key.split('.').next().unwrap_or("").to_string();
        let near: Vec<&str> = known.clone().filter(|name| name.starts_with(&family)).collect();
        let hint = nearest(&key, near).or_else(|| nearest(&key, known));
        diags.push(
            Diag::error(Code::UNKNOWN_VALUE, name.span, words!("没有“{key}”这个值", "there is no value “{key}”"))
                .help(hint)
                .help(words!(
                    "可用的值：site、brand、vars（sopress.toml）、limit（limits.toml）、活动.<名字>.start|end|budget",
                    "there are: site, brand, vars (sopress.toml), limit (limits.toml), campaign.<name>.start|end|budget"
                )),
        );
        format!("{{{{ {key} }}}}")
    }
}
