//! Brand and role colours as tokens that can be read: darkened for light pages and lightened for dark ones until they are clear.

use crate::model::{role::Role, site::Rgb, table::Table};
use std::fmt::Write;

/// The grounds that text stands on, as in the default theme's tokens.
const LIGHT: Rgb = Rgb(0xFB, 0xFA, 0xF6);
const DARK: Rgb = Rgb(0x1F, 0x20, 0x1E);
/// WCAG AA for text, with a little in hand for tinted grounds.
const CLEAR: f64 = 5.0;

/// `color` with `parts` of 40 of another colour in it.
fn mix(color: Rgb, other: Rgb, parts: u32) -> Rgb {
    let one = |a: u8, b: u8| ((u32::from(a) * (40 - parts) + u32::from(b) * parts + 20) / 40) as u8;
    Rgb(one(color.0, other.0), one(color.1, other.1), one(color.2, other.2))
}

/// The nearest shade of a colour that can be read on a ground.
pub fn readable(color: Rgb, ground: Rgb) -> Rgb {
    let toward = if ground.luminance() > 0.5 { Rgb(0, 0, 0) } else { Rgb(255, 255, 255) };
    (0..=40).map(|parts| mix(color, toward, parts)).find(|shade| shade.contrast(ground) >= CLEAR).unwrap_or(toward)
}

/// White or black, whichever is clearer on the colour.
fn on(color: Rgb) -> Rgb {
    if Rgb(255, 255, 255).contrast(color) >= 4.5 { Rgb(255, 255, 255) } else { Rgb(0x14, 0x14, 0x13) }
}

/// `--brand…` and `--role` tokens for both modes.
pub fn tokens(brand: Rgb, roles: &Table<Role>) -> String {
    let mut css = String::new();
    let (ink, ink_dark) = (readable(brand, LIGHT), readable(brand, DARK));
    let light = format!(
        "--brand: {brand}; --on-brand: {}; --brand-ink: {ink}; --on-brand-ink: {}; --brand-wash: {};",
        on(brand),
        on(ink),
        mix(LIGHT, brand, 3)
    );
    let dark = format!(
        "--brand: {brand}; --on-brand: {}; --brand-ink: {ink_dark}; --on-brand-ink: {}; --brand-wash: {};",
        on(brand),
        on(ink_dark),
        mix(DARK, brand, 7)
    );
    both(":root", &light, &dark, &mut css);
    for role in roles.values() {
        let (ink, ink_dark) = (readable(role.color, LIGHT), readable(role.color, DARK));
        let light = format!("--role: {}; --role-ink: {ink}; --role-wash: {};", role.color, mix(LIGHT, role.color, 4));
        let dark = format!("--role: {ink_dark}; --role-ink: {ink_dark}; --role-wash: {};", mix(DARK, role.color, 8));
        both(&format!(".role-{}", role.slug), &light, &dark, &mut css);
    }
    css
}

/// What follows the reader's role, as rules: the first script writes the role on the page, so that all of it is decided before
/// anything is drawn.
pub fn role_rules(roles: &Table<Role>) -> String {
    let mut css = String::new();
    for role in roles.values() {
        let slug = &role.slug;
        let _ = writeln!(
            css,
            "[data-role=\"{slug}\"] [data-role-panel=\"{slug}\"] {{ display: block; }}\n\
             [data-role=\"{slug}\"] .chips-choose:not(.is-open) > :not(.role-{slug}, .chips-change) {{ display: none; }}\n\
             [data-role=\"{slug}\"] [data-follow-list]:not(.shows-all) [data-roles]:not([data-roles~=\"{slug}\"]) {{ display: none; }}"
        );
    }
    css
}

fn both(selector: &str, light: &str, dark: &str, css: &mut String) {
    let inner = if selector == ":root" { String::new() } else { format!(" {selector}") };
    let _ = writeln!(css, "{selector} {{ {light} }}");
    let _ = writeln!(
        css,
        "@media screen and (prefers-color-scheme: dark) {{ :root:not([data-mode=\"light\"]){inner} {{ {dark} }} }}"
    );
    let _ = writeln!(css, "@media screen {{ :root[data-mode=\"dark\"]{inner} {{ {dark} }} }}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shade_that_can_be_read_is_found_for_every_colour() {
        for color in [Rgb(255, 255, 0), Rgb(0, 0, 0), Rgb(255, 255, 255), Rgb(0xB3, 0x26, 0x1E), Rgb(127, 127, 127)] {
            assert!(readable(color, LIGHT).contrast(LIGHT) >= 4.5);
            assert!(readable(color, DARK).contrast(DARK) >= 4.5);
        }
    }

    #[test]
    fn a_clear_colour_is_left_as_it_is() {
        assert_eq!(readable(Rgb(0xB3, 0x26, 0x1E), LIGHT), Rgb(0xB3, 0x26, 0x1E));
    }
}
