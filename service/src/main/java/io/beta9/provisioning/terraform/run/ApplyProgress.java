package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Progress of an apply or a destroy, derived only from its events, so that it can be reproduced
 * from the journal. Immutable; repeated events have no effect.
 *
 * <p>The unit is a resource. A replaced resource counts once and is completed when it has been
 * recreated.
 */
public record ApplyProgress(
    Map<String, Action> plan,
    Set<String> done,
    Set<String> failed,
    Map<String, InFlight> running,
    Instant lastEvent) {

  /** A resource that is being created, changed or deleted. */
  public record InFlight(String address, String type, Action action, Instant since) {
    /** Returns for how many seconds the change has been in progress. */
    public long seconds(Instant now) {
      return Math.max(0, Duration.between(since, now).toSeconds());
    }
  }

  public ApplyProgress {
    plan = Map.copyOf(plan);
    done = Set.copyOf(done);
    failed = Set.copyOf(failed);
    running = Collections.unmodifiableMap(new LinkedHashMap<>(running)); // preserves the order
  }

  /** Returns the progress before the first event. */
  public static ApplyProgress start() {
    return new ApplyProgress(Map.of(), Set.of(), Set.of(), Map.of(), Instant.EPOCH);
  }

  /** Returns the number of resources to change. */
  public int planned() {
    return plan.size();
  }

  /** Returns the number of completed resources. */
  public int completed() {
    return done.size();
  }

  /** Returns the resources whose change is in progress, oldest first. */
  public List<InFlight> inFlight() {
    return List.copyOf(running.values());
  }

  /** Returns the progress after this event. */
  public ApplyProgress with(TerraformEvent event) {
    Instant latest = event.at().isAfter(lastEvent) ? event.at() : lastEvent;
    return switch (event) {
      case TerraformEvent.PlannedChange e when e.action().changesSomething() ->
          new ApplyProgress(
              plus(plan, e.resource().address(), e.action()), done, failed, running, latest);
      case TerraformEvent.ApplyStart e when e.action().changesSomething() -> started(e, latest);
      case TerraformEvent.ApplyComplete e when e.action().changesSomething() ->
          completed(e, latest);
      case TerraformEvent.ApplyErrored e when e.action().changesSomething() ->
          new ApplyProgress(
              plan,
              done,
              plus(failed, e.resource().address()),
              minus(running, e.resource().address()),
              latest);
      default -> new ApplyProgress(plan, done, failed, running, latest);
    };
  }

  private ApplyProgress started(TerraformEvent.ApplyStart e, Instant latest) {
    String address = e.resource().address();
    if (done.contains(address) || running.containsKey(address)) {
      return new ApplyProgress(plan, done, failed, running, latest);
    }
    Map<String, InFlight> more = new LinkedHashMap<>(running);
    more.put(address, new InFlight(address, e.resource().type(), e.action(), e.at()));
    return new ApplyProgress(plan, done, failed, more, latest);
  }

  private ApplyProgress completed(TerraformEvent.ApplyComplete e, Instant latest) {
    String address = e.resource().address();
    boolean toBeRecreated = plan.get(address) == Action.REPLACE && e.action() == Action.DELETE;
    return new ApplyProgress(
        plan, toBeRecreated ? done : plus(done, address), failed, minus(running, address), latest);
  }

  private static Map<String, Action> plus(Map<String, Action> map, String key, Action value) {
    Map<String, Action> more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  private static Set<String> plus(Set<String> set, String element) {
    Set<String> more = new HashSet<>(set);
    more.add(element);
    return more;
  }

  private static Map<String, InFlight> minus(Map<String, InFlight> map, String key) {
    Map<String, InFlight> fewer = new LinkedHashMap<>(map);
    fewer.remove(key);
    return fewer;
  }

  /** Returns the planned addresses whose change has not started. */
  public List<String> waiting() {
    List<String> addresses = new ArrayList<>(plan.keySet());
    addresses.removeIf(a -> done.contains(a) || failed.contains(a) || running.containsKey(a));
    addresses.sort(null);
    return List.copyOf(addresses);
  }
}
