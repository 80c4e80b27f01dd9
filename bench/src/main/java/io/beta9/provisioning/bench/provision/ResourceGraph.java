package io.beta9.provisioning.bench.provision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dependencies between the resources of a module, as Terraform reports them: instances of a
 * resource are one node, because Terraform creates none of them before all instances of all
 * dependencies exist.
 *
 * @param dependencies the resources that each resource depends on
 * @see <a href="https://developer.hashicorp.com/terraform/cli/commands/graph">terraform graph</a>
 */
record ResourceGraph(Map<String, Set<String>> dependencies) {
  private static final Pattern NODE = Pattern.compile("^\\s*\"([^\"]+)\"(?: \\[.*)?;?$");
  private static final Pattern EDGE = Pattern.compile("^\\s*\"([^\"]+)\" -> \"([^\"]+)\";?$");

  /** Reads the output of {@code terraform graph}. */
  static ResourceGraph parse(List<String> dot) {
    Map<String, Set<String>> dependencies = new LinkedHashMap<>();
    for (String line : dot) {
      Matcher edge = EDGE.matcher(line);
      Matcher node = NODE.matcher(line);
      if (edge.matches()) {
        dependencies.computeIfAbsent(edge.group(1), key -> new TreeSet<>()).add(edge.group(2));
        dependencies.computeIfAbsent(edge.group(2), key -> new TreeSet<>());
      } else if (node.matches()) {
        dependencies.computeIfAbsent(node.group(1), key -> new TreeSet<>());
      }
    }
    if (dependencies.isEmpty()) {
      throw new IllegalArgumentException("terraform graph reported no resources");
    }
    return new ResourceGraph(dependencies);
  }

  /**
   * The resources of the longest chain of dependencies, in the order of their creation.
   *
   * @param seconds the sum of their weights
   */
  record LongestPath(List<String> resources, double seconds) {}

  /**
   * Returns the chain of dependencies with the largest sum of weights: no execution can be faster,
   * whatever it does at the same time.
   *
   * @param weight seconds that a resource takes after all its dependencies exist
   */
  LongestPath longestPath(ToDoubleFunction<String> weight) {
    Map<String, Double> finish = new HashMap<>();
    Map<String, String> before = new HashMap<>();
    String last = "";
    double longest = -1;
    for (String resource : dependencies.keySet()) {
      double seconds = finish(resource, weight, finish, before);
      if (seconds > longest) {
        longest = seconds;
        last = resource;
      }
    }
    List<String> path = new ArrayList<>();
    for (String resource = last; resource != null; resource = before.get(resource)) {
      path.addFirst(resource);
    }
    return new LongestPath(path, longest);
  }

  private double finish(
      String resource,
      ToDoubleFunction<String> weight,
      Map<String, Double> finish,
      Map<String, String> before) {
    Double known = finish.get(resource);
    if (known != null) {
      return known;
    }
    double start = 0;
    for (String dependency : dependencies.getOrDefault(resource, Set.of())) {
      double end = finish(dependency, weight, finish, before);
      if (end > start) {
        start = end;
        before.put(resource, dependency);
      }
    }
    double end = start + weight.applyAsDouble(resource);
    finish.put(resource, end);
    return end;
  }
}
