//! Writes a workspace with the KPIs of this repository and made-up figures of many teams, to measure builds with.
//!
//! `cargo run --example kpi_load -- FOLDER [TEAMS] [WEEKS] [FIGURES]`, then `sopress build --root FOLDER`.

use std::{fmt::Write, fs, path::Path};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let folder = Path::new(args.get(1).expect("a folder"));
    let number = |i: usize, default: usize| args.get(i).map_or(default, |text| text.parse().expect("a number"));
    let (teams, weeks) = (number(2, 200), number(3, 52));
    let (kpis, data) = (folder.join("content/kpis"), folder.join("content/data/kpi"));
    fs::create_dir_all(&kpis).expect("a folder");
    fs::create_dir_all(&data).expect("a folder");
    fs::write(folder.join("sopress.toml"), "title = \"量\"\nbase_url = \"https://t.example.com\"\n").expect("a file");
    let mut inputs: Vec<String> = Vec::new();
    for entry in fs::read_dir("content/kpis").expect("the KPIs, from the repository's folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("text");
        let named =
            text.split("[[inputs]]").skip(1).filter_map(|part| part.split("name = \"").nth(1)?.split('"').next());
        for name in named.map(str::to_string) {
            if !inputs.contains(&name) {
                inputs.push(name);
            }
        }
        fs::copy(&path, kpis.join(path.file_name().expect("a name"))).expect("a copy");
    }
    inputs.sort();
    inputs.truncate(number(4, inputs.len()));
    let mut seed = 1_u64;
    for team in 0..teams {
        let mut text = format!("周期,{}\n", inputs.join(","));
        for week in 0..weeks {
            write!(text, "{}-W{:02}", 2020 + week / 52, week % 52 + 1).expect("text takes all");
            for _ in &inputs {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                write!(text, ",{}", 1 + (seed >> 33) % 900).expect("text takes all");
            }
            text.push('\n');
        }
        fs::write(data.join(format!("团队{team:03}.csv")), text).expect("a file");
    }
    let (figures, cells) = (inputs.len(), teams * weeks * inputs.len());
    println!("{teams} teams × {weeks} weeks × {figures} figures = {cells} cells");
}
