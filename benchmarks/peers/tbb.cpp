// The shapes on the flow graph of oneTBB: a continue_node for each step, all with the same empty (or busy) body; the graph is
// built once and run many times. Prints the nanoseconds of a step: the median of short rounds, after a warm-up.
//   tbb SHAPE THREADS WORK      WORK: Completed (nothing) or Busy1 (1 µs)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>

namespace flow = oneapi::tbb::flow;
using Clock = std::chrono::steady_clock;
using Node = flow::continue_node<flow::continue_msg>;
using Upstream = std::vector<std::vector<int>>;

static Upstream shape(const std::string &name) {
  if (name == "Figure1") return {{}, {}, {1}, {0, 1}, {2}, {2, 3}, {3}, {4, 5, 6}};
  const int side = 32, count = name == "Tree" ? 1023 : name == "Wavefront" ? side * side : 1000;
  Upstream upstream(count);
  for (int i = 1; i < count; i++) {
    if (name == "Chain") upstream[i] = {i - 1};
    else if (name == "FanOut") upstream[i] = {0};
    else if (name == "Tree") upstream[i] = {(i - 1) / 2};
    else if (name == "Wavefront") {
      if (i >= side) upstream[i].push_back(i - side);
      if (i % side) upstream[i].push_back(i - 1);
    } else {
      std::fprintf(stderr, "No shape is called '%s'.\n", name.c_str());
      std::exit(1);
    }
  }
  return upstream;
}

static double setting(const char *name, double usual) {
  const char *text = std::getenv(name);
  return text ? std::atof(text) : usual;
}

static double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

int main(int argc, char **argv) {
  if (argc != 4) return std::fprintf(stderr, "tbb SHAPE THREADS WORK\n"), 1;
  const Upstream upstream = shape(argv[1]);
  const auto busy = std::chrono::microseconds(std::string(argv[3]) == "Busy1" ? 1 : 0);
  oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, std::atoi(argv[2]));

  flow::graph graph;
  std::vector<std::unique_ptr<Node>> nodes;
  std::vector<Node *> roots;
  for (const auto &before : upstream) {
    auto node = busy.count() == 0
      ? std::make_unique<Node>(graph, [](const flow::continue_msg &) {})
      : std::make_unique<Node>(graph, [busy](const flow::continue_msg &) {
          const auto end = Clock::now() + busy;
          while (Clock::now() < end) {}
        });
    for (int i : before) flow::make_edge(*nodes[i], *node);
    if (before.empty()) roots.push_back(node.get());
    nodes.push_back(std::move(node));
  }

  auto time = [&](int count) {
    const auto start = Clock::now();
    for (int run = 0; run < count; run++) {
      for (Node *root : roots) root->try_put(flow::continue_msg());
      graph.wait_for_all();
    }
    return seconds_since(start);
  };

  int count = 1;
  for (const auto start = Clock::now(); seconds_since(start) < setting("WARMUP_NATIVE", 0.3);) {
    const double elapsed = std::max(time(count), 1e-9);
    count = std::max(1, static_cast<int>(std::min(count * 2.0, count * 0.01 / elapsed)));
  }

  std::vector<double> rounds;
  for (const auto start = Clock::now(); rounds.size() < 3 || seconds_since(start) < setting("MEASURE", 0.5);) rounds.push_back(time(count) / count);
  std::sort(rounds.begin(), rounds.end());
  const double median = (rounds[rounds.size() / 2] + rounds[(rounds.size() - 1) / 2]) / 2;
  std::printf("%.2f\n", median * 1e9 / upstream.size());
}
