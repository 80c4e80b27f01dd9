package io.beta9.provisioning.progress;

import io.beta9.provisioning.progress.ResourceChange.ChangeState;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * When changes are expected to end, if each takes its usual time and starts as soon as those that
 * it waits for have ended. Terraform's limit of parallel changes is ignored: it delays only the
 * short ones.
 */
final class ChangeSchedule {
  /** A change that has taken longer than usual is expected to take this part of it again. */
  private static final int LATE_DIVISOR = 5;

  private final Map<String, ResourceChange> changes = new HashMap<>();
  private final Map<String, Set<String>> predecessors = new HashMap<>();
  private final Map<String, Duration> ends = new HashMap<>();
  private final Function<ResourceChange, Duration> usual;
  private final Instant now;

  /**
   * @param dependencies the addresses without instances that each address refers to
   * @param usual how long a change usually takes
   */
  ChangeSchedule(
      Collection<ResourceChange> all,
      Map<String, Set<String>> dependencies,
      Function<ResourceChange, Duration> usual,
      Instant now) {
    this.usual = usual;
    this.now = now;
    Map<String, List<ResourceChange>> instances = new HashMap<>();
    for (ResourceChange change : all) {
      changes.put(change.address(), change);
      instances.computeIfAbsent(block(change.address()), key -> new ArrayList<>()).add(change);
    }
    for (ResourceChange change : all) {
      for (String block : dependencies.getOrDefault(block(change.address()), Set.of())) {
        referredTo(change, instances.getOrDefault(block, List.of()))
            .forEach(other -> order(change, other));
      }
    }
    all.forEach(change -> end(change.address(), new HashSet<>()));
  }

  /** Returns the address without its instance: {@code aws_subnet.private}. */
  private static String block(String address) {
    int bracket = address.indexOf('[');
    return bracket < 0 ? address : address.substring(0, bracket);
  }

  private static String instance(String address) {
    int bracket = address.indexOf('[');
    return bracket < 0 ? "" : address.substring(bracket);
  }

  /** Returns the instance with the same key, if there is one; otherwise all. */
  private static List<ResourceChange> referredTo(
      ResourceChange change, List<ResourceChange> instances) {
    String key = instance(change.address());
    List<ResourceChange> same =
        instances.stream()
            .filter(other -> !key.isEmpty() && instance(other.address()).equals(key))
            .toList();
    return same.isEmpty() ? instances : same;
  }

  /** A resource is created after those that it refers to, and deleted before them. */
  private void order(ResourceChange change, ResourceChange referredTo) {
    boolean deletes = change.action() == Action.DELETE && referredTo.action() == Action.DELETE;
    String first = deletes ? change.address() : referredTo.address();
    String second = deletes ? referredTo.address() : change.address();
    predecessors.computeIfAbsent(second, key -> new LinkedHashSet<>()).add(first);
  }

  private Duration end(String address, Set<String> path) {
    Duration known = ends.get(address);
    if (known != null) {
      return known;
    }
    ResourceChange change = changes.get(address);
    if (change == null || change.state().hasEnded() || !path.add(address)) {
      return Duration.ZERO;
    }
    Duration end = remaining(change);
    if (change.state() == ChangeState.WAITING) {
      Duration start = Duration.ZERO;
      for (String predecessor : predecessors.getOrDefault(address, Set.of())) {
        Duration ready = end(predecessor, path);
        start = ready.compareTo(start) > 0 ? ready : start;
      }
      end = end.plus(start);
    }
    path.remove(address);
    ends.put(address, end);
    return end;
  }

  private Duration remaining(ResourceChange change) {
    Duration whole = usual.apply(change);
    Duration rest = whole.minus(change.elapsed(now));
    return change.state() == ChangeState.RUNNING
            && rest.compareTo(whole.dividedBy(LATE_DIVISOR)) < 0
        ? whole.dividedBy(LATE_DIVISOR)
        : rest;
  }

  /** Returns the time until the last change is expected to end; zero if all have ended. */
  Duration remaining() {
    return ends.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  /** Returns the changes that determine when the last one ends: a delay of one delays the end. */
  Set<String> criticalPath() {
    Set<String> path = new LinkedHashSet<>();
    String last = latest(ends.keySet());
    while (!last.isEmpty() && path.add(last)) {
      ResourceChange change = changes.get(last);
      last =
          change == null || change.state() != ChangeState.WAITING
              ? ""
              : latest(predecessors.getOrDefault(last, Set.of()));
    }
    return path;
  }

  /** Returns the address that ends last; empty if none has still to end. */
  private String latest(Set<String> addresses) {
    return addresses.stream()
        .filter(ends::containsKey)
        .max(
            Comparator.<String, Duration>comparing(
                    address -> ends.getOrDefault(address, Duration.ZERO))
                .thenComparing(Comparator.reverseOrder()))
        .orElse("");
  }
}
