package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.tfstate.operations.KeptStateOperations;
import io.beta9.provisioning.tfstate.operations.StateLocking;
import io.beta9.provisioning.tfstate.operations.StateOperations;
import io.beta9.provisioning.tfstate.operations.StatePruning;
import io.beta9.provisioning.tfstate.operations.StateReading;
import io.beta9.provisioning.tfstate.operations.StateRollback;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Terraform's state of an environment. What changes something takes a {@code reason}, in the body
 * or in the header {@code X-Reason}.
 */
@RestController
@RequestMapping("/api/v1/environments/{id}/state")
public class StateResource {
  private static final int KEEP = 10;

  private final StateOperations desk;

  public StateResource(StateOperations desk) {
    this.desk = desk;
  }

  /** How to unlock. */
  public record UnlockBody(
      boolean dryRun, boolean force, @Nullable String confirm, @Nullable String reason) {}

  /** What to go back to. */
  public record RollbackBody(
      @Nullable String to, boolean dryRun, @Nullable String confirm, @Nullable String reason) {}

  /** How many versions to keep. */
  public record PruneBody(@Nullable Integer keep, boolean dryRun, @Nullable String reason) {}

  /** Giving up a state that could not be written. */
  public record DropBody(@Nullable String confirm, @Nullable String reason) {}

  /** What the state knows, without attributes; sensitive outputs are hidden. */
  @GetMapping
  StateReading.Shown show(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String version) {
    return desk.reading().show(caller, EnvironmentResource.id(id), version);
  }

  /** One resource with its attributes; sensitive ones are hidden. */
  @GetMapping("/resource")
  StateReading.ShownResource resource(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam String address,
      @RequestParam(required = false) @Nullable String version) {
    return desk.reading().show(caller, EnvironmentResource.id(id), version, address);
  }

  /** The state as it is, secrets included: goes into the audit trail. */
  @GetMapping("/raw")
  JsonNode raw(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String version) {
    return desk.reading().raw(caller, EnvironmentResource.id(id), version);
  }

  /** Newest first. */
  @GetMapping("/versions")
  Page<StateVersion> versions(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return new Page<>(desk.reading().versions(caller, EnvironmentResource.id(id)), null);
  }

  /** Who holds the state, since when, and whether the holder lives. */
  @GetMapping("/lock")
  StateLocking.Locks lock(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return desk.locking().locks(caller, EnvironmentResource.id(id));
  }

  /** Removes locks of the dead. */
  @PostMapping("/unlock")
  StateLocking.Unlocked unlock(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable UnlockBody body) {
    UnlockBody order = body == null ? new UnlockBody(false, false, null, null) : body;
    return desk.locking()
        .unlock(
            RequestReason.with(caller, order.reason()),
            EnvironmentResource.id(id),
            new StateLocking.UnlockRequest(order.dryRun(), order.force(), order.confirm()));
  }

  /** Makes an older version the current one again. */
  @PostMapping("/rollback")
  StateRollback.RolledBack rollback(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody RollbackBody order) {
    if (order.to() == null || order.to().isBlank()) {
      throw new BadRequestException("to", "must name a version, as /state/versions lists them");
    }
    return desk.rollback()
        .rollBack(
            RequestReason.with(caller, order.reason()),
            EnvironmentResource.id(id),
            new StateRollback.RollbackRequest(order.to(), order.confirm(), order.dryRun()));
  }

  /** Deletes old versions. */
  @PostMapping("/prune")
  StatePruning.Pruned prune(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable PruneBody body) {
    PruneBody order = body == null ? new PruneBody(null, false, null) : body;
    int keep = order.keep() == null ? KEEP : order.keep();
    if (keep < 1) {
      throw new BadRequestException("keep", "must be 1 or more: the current one is never deleted");
    }
    return desk.pruning()
        .prune(
            RequestReason.with(caller, order.reason()),
            EnvironmentResource.id(id),
            keep,
            order.dryRun());
  }

  /** The state that Terraform could not write, if one waits. */
  @GetMapping("/kept")
  KeptStateOperations.PendingState kept(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return desk.kept().status(caller, EnvironmentResource.id(id));
  }

  /** Gives it up. */
  @PostMapping("/kept/drop")
  KeptStateOperations.PendingState drop(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable DropBody body) {
    DropBody order = body == null ? new DropBody(null, null) : body;
    return desk.kept()
        .drop(
            RequestReason.with(caller, order.reason()),
            EnvironmentResource.id(id),
            order.confirm());
  }
}
