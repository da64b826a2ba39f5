use sim::strategies;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let runs = args[1].parse().unwrap();
    for s in strategies::all() {
        let f = s.by_default().run(runs, 1);
        println!("{:18} {:10.2} {:10.2} ±{:8.2} {} off {:?} power {:.1}", f.strategy, f.payoff, f.honest_payoff, f.margin, f.pays, f.off, f.power);
    }
}
