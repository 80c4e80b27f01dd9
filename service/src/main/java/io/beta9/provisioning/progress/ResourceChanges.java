package io.beta9.provisioning.progress;

import io.beta9.provisioning.progress.ResourceChange.ChangeState;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of an operation, from the events of all its runs in their order. A later run plans
 * only what an earlier one has not done; what was done remains. Repeated events have no effect.
 */
final class ResourceChanges {
  private final Map<String, ResourceChange> changes = new LinkedHashMap<>();

  static List<ResourceChange> of(List<TerraformEvent> events) {
    ResourceChanges all = new ResourceChanges();
    events.forEach(all::add);
    return List.copyOf(all.changes.values());
  }

  private void add(TerraformEvent event) {
    switch (event) {
      case TerraformEvent.PlannedChange e when e.action().changesSomething() ->
          planned(e.resource(), e.action());
      case TerraformEvent.ApplyStart e when e.action().changesSomething() ->
          started(e.resource(), e.action(), e.at());
      case TerraformEvent.ApplyComplete e when e.action().changesSomething() ->
          completed(e.resource(), e.action(), e.elapsedSeconds());
      case TerraformEvent.ApplyErrored e when e.action().changesSomething() ->
          ended(e.resource(), e.action(), ChangeState.FAILED, e.elapsedSeconds());
      default -> {}
    }
  }

  private void planned(ResourceRef resource, Action action) {
    ResourceChange known = changes.get(resource.address());
    if (known == null || known.state() != ChangeState.DONE || known.action() != action) {
      changes.put(
          resource.address(),
          new ResourceChange(
              resource.address(), resource.type(), action, ChangeState.WAITING, null, null));
    }
  }

  private ResourceChange known(ResourceRef resource, Action action) {
    return changes.getOrDefault(
        resource.address(),
        new ResourceChange(
            resource.address(), resource.type(), action, ChangeState.WAITING, null, null));
  }

  private void started(ResourceRef resource, Action action, Instant at) {
    ResourceChange change = known(resource, action);
    // A replacement is deleted and created: it has been running since its deletion started.
    if (change.state() == ChangeState.WAITING || change.state() == ChangeState.FAILED) {
      changes.put(resource.address(), change.starting(at));
    }
  }

  private void completed(ResourceRef resource, Action action, long seconds) {
    boolean isRecreatedNext =
        action == Action.DELETE && known(resource, action).action() == Action.REPLACE;
    if (!isRecreatedNext) {
      ended(resource, action, ChangeState.DONE, seconds);
    }
  }

  private void ended(ResourceRef resource, Action action, ChangeState state, long seconds) {
    changes.put(
        resource.address(), known(resource, action).ended(state, Duration.ofSeconds(seconds)));
  }
}
