// The shapes on the flow graph of oneTBB: a continue_node for each step, all with the same empty (or busy) body; the graph is
// built once and run many times. Prints the nanoseconds of a step: the median of short rounds, after a warm-up.
//   tbb SHAPE THREADS WORK      WORK: Completed (nothing), Busy1 (1 µs), or Metg: for steps of many sizes, how many cores do useful work
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <dirent.h>

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>

namespace flow = oneapi::tbb::flow;
using Clock = std::chrono::steady_clock;
using Node = flow::continue_node<flow::continue_msg>;
using Upstream = std::vector<std::vector<int>>;

static Upstream shape(const std::string &name) {
  if (name == "Figure1") return {{}, {}, {1}, {0, 1}, {2}, {2, 3}, {3}, {4, 5, 6}};
  const int side = 32, width = 16, count = name == "Tree" ? 1023 : name == "Wavefront" ? side * side : name == "Stencil" ? 64 * width : 1000;
  Upstream upstream(count);
  for (int i = 1; i < count; i++) {
    if (name == "Chain") upstream[i] = {i - 1};
    else if (name == "FanOut") upstream[i] = {0};
    else if (name == "Tree") upstream[i] = {(i - 1) / 2};
    else if (name == "Wavefront") {
      if (i >= side) upstream[i].push_back(i - side);
      if (i % side) upstream[i].push_back(i - 1);
    } else if (name == "Stencil") {
      for (int column = i % width - 1; i >= width && column <= i % width + 1; column++)
        if (column >= 0 && column < width) upstream[i].push_back(i - i % width - width + column);
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

// The body of a step in C#, AsyncFlow.Benchmarks/Workloads/Body.cs.
__attribute__((noinline)) static void spin(int iterations) {
  unsigned long long value = iterations;
  for (int i = 0; i < iterations; i++) {
    value = value * 6364136223846793005ull + 1442695040888963407ull;
    asm volatile("" : "+r"(value));
  }
}

// How long threads of this process were ready and had no processor, in seconds.
static double waited() {
  double nanoseconds = 0;
  if (DIR *threads = opendir("/proc/self/task")) {
    while (const dirent *thread = readdir(threads)) {
      double ran, waiting;
      if (std::ifstream(std::string("/proc/self/task/") + thread->d_name + "/schedstat") >> ran >> waiting) nanoseconds += waiting;
    }
    closedir(threads);
  }
  return nanoseconds / 1e9;
}

static double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[values.size() / 2] + values[(values.size() - 1) / 2]) / 2;
}

int main(int argc, char **argv) {
  if (argc != 4) return std::fprintf(stderr, "tbb SHAPE THREADS WORK\n"), 1;
  const Upstream upstream = shape(argv[1]);
  const bool metg = std::string(argv[3]) == "Metg";
  static int iterations = 1;
  const auto busy = std::chrono::microseconds(std::string(argv[3]) == "Busy1" ? 1 : 0);
  oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, std::atoi(argv[2]));

  flow::graph graph;
  std::vector<std::unique_ptr<Node>> nodes;
  std::vector<Node *> roots;
  for (const auto &before : upstream) {
    auto node = metg
      ? std::make_unique<Node>(graph, [](const flow::continue_msg &) { spin(iterations); })
      : busy.count() == 0
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

  if (metg) {
    double iteration = 1e9;
    for (int i = 0; i < 50; i++) {
      const auto start = Clock::now();
      spin(100000);
      iteration = std::min(iteration, seconds_since(start) * 1e9 / 100000);
    }

    auto serial = [&](int count) {
      const auto start = Clock::now();
      for (int run = 0; run < count; run++)
        for (size_t step = 0; step < upstream.size(); step++) spin(iterations);
      return seconds_since(start);
    };
    const char *given = std::getenv("SIZES");
    std::istringstream sizes(given ? given : "25 50 100 200 400 800 1600 3200 6400 12800 25600 51200 100000");
    for (double size; sizes >> size;) {
      iterations = std::max(1, static_cast<int>(std::lround(size / iteration)));
      int count = 1, serial_count = 1;
      auto round = [&] {
        const double alone = serial(serial_count) / serial_count, together = time(count) / count;
        count = std::max(1, static_cast<int>(0.006 / together));
        serial_count = std::max(1, static_cast<int>(0.006 / alone));
        return alone / together;
      };
      for (const auto start = Clock::now(); seconds_since(start) < 0.1;) round();
      // Those rounds count in which no thread had to wait for a processor, as in Rounds/Machine.cs.
      std::vector<std::pair<double, double>> rounds;
      size_t quiet = 0;
      for (const auto start = Clock::now(); rounds.size() < 5 || (seconds_since(start) < setting("PATIENCE", 6) && (quiet < 15 || seconds_since(start) < setting("MEASURE", 0.4)));) {
        const double before = waited();
        const auto began = Clock::now();
        const double cores = round(), seconds = seconds_since(began);
        rounds.emplace_back((waited() - before) / seconds, cores);
        if (rounds.back().first <= 0.02) quiet++;
      }
      std::sort(rounds.begin(), rounds.end());
      rounds.resize(std::max<size_t>(quiet, 5));
      std::vector<double> cores;
      for (const auto &measured : rounds) cores.push_back(measured.second);
      std::printf("%.0f %.3f%s\n", size, median(cores), quiet < 5 ? " disturbed" : "");
      std::fflush(stdout);
    }
    return 0;
  }

  int count = 1;
  for (const auto start = Clock::now(); seconds_since(start) < setting("WARMUP_NATIVE", 0.3);) {
    const double elapsed = std::max(time(count), 1e-9);
    count = std::max(1, static_cast<int>(std::min(count * 2.0, count * 0.01 / elapsed)));
  }

  std::vector<double> rounds;
  for (const auto start = Clock::now(); rounds.size() < 3 || seconds_since(start) < setting("MEASURE", 0.5);) rounds.push_back(time(count) / count);
  std::printf("%.2f\n", median(rounds) * 1e9 / upstream.size());
}
