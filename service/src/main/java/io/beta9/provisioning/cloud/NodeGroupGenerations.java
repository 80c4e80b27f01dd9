package io.beta9.provisioning.cloud;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The node groups of each pool. A group cannot change its instance type: it is replaced by a new
 * generation, such as {@code cpu-2}, and retires. It is derived from the account each time, so that
 * an interrupted replacement continues.
 *
 * @param current by pool, the name of the group that the model describes
 * @param retiring by name, the groups that are kept until their pods have moved
 * @param removed the groups that have to be removed, including those that are being deleted
 */
public record NodeGroupGenerations(
    Map<String, String> current, Map<String, RetiringGroup> retiring, Set<String> removed) {
  private static final Pattern NAME = Pattern.compile("(system|cpu|gpu)(?:-([1-9][0-9]{0,3}))?");

  /** Each pool has the group of its own name. */
  public static final NodeGroupGenerations FIRST =
      new NodeGroupGenerations(Map.of(), Map.of(), Set.of());

  public NodeGroupGenerations {
    current = Map.copyOf(current);
    retiring = Map.copyOf(retiring);
    removed = Set.copyOf(removed);
  }

  /**
   * A group of the account.
   *
   * @param gpuType the label of its accelerator; null if it has none
   * @param diskGb the size of its nodes' disks
   */
  public record ExistingGroup(
      String name,
      String instanceType,
      @Nullable String gpuType,
      int desiredSize,
      int diskGb,
      boolean isDeleting) {}

  /**
   * A group that is kept as it is; the autoscaler may shrink it, but not grow it.
   *
   * @param pool for example {@code cpu}
   */
  public record RetiringGroup(
      String pool,
      String instanceType,
      @Nullable String gpuType,
      int minSize,
      int maxSize,
      int desiredSize,
      int diskGb) {}

  /** Returns the groups with which the model is applied. */
  public static NodeGroupGenerations of(InfraModel model, List<ExistingGroup> existing) {
    Map<String, InfraModel.NodeGroup> pools = new LinkedHashMap<>();
    pools.put("system", model.systemNodes());
    pools.put("cpu", model.cpuNodes());
    if (model.gpuNodes() != null) {
      pools.put("gpu", model.gpuNodes());
    }
    Map<String, String> current = new LinkedHashMap<>();
    Map<String, RetiringGroup> retiring = new LinkedHashMap<>();
    Set<String> removed = new HashSet<>();
    pools.forEach(
        (pool, group) -> {
          List<ExistingGroup> ofPool =
              existing.stream().filter(each -> pool.equals(pool(each.name()))).toList();
          String name = name(pool, group, ofPool);
          if (!name.equals(pool)) {
            current.put(pool, name);
          }
          for (ExistingGroup other : ofPool) {
            if (!other.name().equals(name)) {
              removed.add(other.name());
              if (!other.isDeleting()) {
                retiring.put(other.name(), retiring(pool, other));
              }
            }
          }
        });
    return new NodeGroupGenerations(current, retiring, removed);
  }

  /** Returns the newest group that is as the model describes it, or the name of a new one. */
  private static String name(
      String pool, InfraModel.NodeGroup wanted, List<ExistingGroup> existing) {
    Optional<ExistingGroup> newest =
        existing.stream()
            .filter(group -> !group.isDeleting())
            .filter(group -> group.instanceType().equals(wanted.instanceType()))
            .filter(group -> Objects.equals(group.gpuType(), wanted.gpuType()))
            .max(Comparator.comparingInt(group -> generation(group.name())));
    int latest = existing.stream().mapToInt(group -> generation(group.name())).max().orElse(0);
    return newest
        .map(ExistingGroup::name)
        .orElseGet(() -> latest == 0 ? pool : pool + "-" + (latest + 1));
  }

  private static RetiringGroup retiring(String pool, ExistingGroup group) {
    return new RetiringGroup(
        pool,
        group.instanceType(),
        group.gpuType(),
        0,
        Math.max(1, group.desiredSize()),
        group.desiredSize(),
        group.diskGb());
  }

  private static @Nullable String pool(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? matcher.group(1) : null;
  }

  private static int generation(String name) {
    Matcher matcher = NAME.matcher(name);
    return !matcher.matches() || matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
  }

  /** Returns these groups without those that retire: their pods have moved. */
  public NodeGroupGenerations withoutRetiring() {
    return new NodeGroupGenerations(current, Map.of(), Set.of());
  }

  /** Returns the addresses of the groups that have to be removed, and of their templates. */
  public List<String> removedAddresses() {
    return removed.stream()
        .sorted()
        .flatMap(
            name ->
                Stream.of(
                    "aws_eks_node_group.this[\"" + name + "\"]",
                    "aws_launch_template.nodes[\"" + name + "\"]"))
        .toList();
  }
}
