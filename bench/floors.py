"""The floors every ratio stands on: CPU of a page with one SELECT, and of a post with 1, 5 and 10 INSERTs."""

from bench.rig.cost import cpu_of, floor_cases
from bench.rig.fair import a_served_fair
from bench.rig.words import asked


def main() -> None:
    options = asked(__doc__)
    with a_served_fair(data=options.data) as (fair, server):
        cases = floor_cases(1, 5, 10)
        cpu = cpu_of(fair.installation.port, lambda: fair.web(server), cases, times=options.times(200))
        for name, cost in cpu.items():
            print(f"{name:<10} {cost:6.2f} ms", flush=True)
    print("floors, CPU of one request: " + ", ".join(f"{name} {cost:.2f} ms" for name, cost in cpu.items()))


if __name__ == "__main__":
    main()
