package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.LargeDocument;
import io.beta9.provisioning.api.request.RequestReason;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.state.PendingStateDropRequest;
import io.beta9.provisioning.apimodel.state.PendingStateView;
import io.beta9.provisioning.apimodel.state.StateLocks;
import io.beta9.provisioning.apimodel.state.StatePruneRequest;
import io.beta9.provisioning.apimodel.state.StatePruneResult;
import io.beta9.provisioning.apimodel.state.StateResourceView;
import io.beta9.provisioning.apimodel.state.StateRollbackRequest;
import io.beta9.provisioning.apimodel.state.StateRollbackResult;
import io.beta9.provisioning.apimodel.state.StateUnlockRequest;
import io.beta9.provisioning.apimodel.state.StateUnlockResult;
import io.beta9.provisioning.apimodel.state.StateVersionView;
import io.beta9.provisioning.apimodel.state.StateView;
import io.beta9.provisioning.tfstate.operations.StateLocking;
import io.beta9.provisioning.tfstate.operations.StateOperations;
import io.beta9.provisioning.tfstate.operations.StateRollback;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Objects;
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
 * The Terraform state of an environment. Requests that change something take a {@code reason}, in
 * the body or in the header {@code X-Reason}.
 */
@RestController
@RequestMapping("/api/v1/environments/{id}/state")
public class StateResource {
  private static final int DEFAULT_VERSIONS_TO_KEEP = 10;

  private final StateOperations operations;

  public StateResource(StateOperations operations) {
    this.operations = operations;
  }

  /** Returns the state without attributes; sensitive outputs are hidden. */
  @Authorize(value = Permission.STATE_READ, on = Subject.ENVIRONMENT)
  @LargeDocument
  @GetMapping
  StateView show(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String version) {
    return StateViews.of(operations.reading().show(caller, EnvironmentResource.id(id), version));
  }

  /** Returns one resource with its attributes; sensitive ones are hidden. */
  @Authorize(value = Permission.STATE_READ, on = Subject.ENVIRONMENT)
  @LargeDocument
  @GetMapping("/resource")
  StateResourceView resource(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam String address,
      @RequestParam(required = false) @Nullable String version) {
    return StateViews.of(
        operations.reading().show(caller, EnvironmentResource.id(id), version, address));
  }

  /** Returns the complete state with all secrets, and records that in the audit trail. */
  @Authorize(value = Permission.STATE_READ_RAW, on = Subject.ENVIRONMENT)
  @LargeDocument
  @GetMapping("/raw")
  JsonNode raw(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String version) {
    return operations.reading().raw(caller, EnvironmentResource.id(id), version);
  }

  /** Returns the versions of the state, the newest first. */
  @Authorize(value = Permission.STATE_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/versions")
  Page<StateVersionView> versions(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    List<StateVersionView> versions =
        operations.reading().versions(caller, EnvironmentResource.id(id)).stream()
            .map(StateViews::of)
            .toList();
    return ListPage.of(versions, StateVersionView::id, limit, cursor);
  }

  /** Returns the locks on the state and what is known of their holders. */
  @Authorize(value = Permission.STATE_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/lock")
  StateLocks lock(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return StateViews.of(operations.locking().locks(caller, EnvironmentResource.id(id)));
  }

  /** Removes the locks of terminated processes. */
  @Authorize(value = Permission.STATE_REPAIR, on = Subject.ENVIRONMENT)
  @PostMapping("/unlock")
  StateUnlockResult unlock(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody StateUnlockRequest request) {
    return StateViews.of(
        operations
            .locking()
            .unlock(
                RequestReason.with(caller, request.reason()),
                EnvironmentResource.id(id),
                new StateLocking.UnlockRequest(
                    request.dryRun(), Boolean.TRUE.equals(request.force()), request.confirm())));
  }

  /** Makes an older version the current one. */
  @Authorize(value = Permission.STATE_REPAIR, on = Subject.ENVIRONMENT)
  @LargeDocument
  @PostMapping("/rollback")
  StateRollbackResult rollback(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody StateRollbackRequest request) {
    if (request.to() == null || request.to().isBlank()) {
      throw new BadRequestException("to", "must be a version listed by /state/versions");
    }
    return StateViews.of(
        operations
            .rollback()
            .rollBack(
                RequestReason.with(caller, request.reason()),
                EnvironmentResource.id(id),
                new StateRollback.RollbackRequest(
                    request.to(), request.confirm(), request.dryRun())));
  }

  /** Deletes old versions. */
  @Authorize(value = Permission.STATE_REPAIR, on = Subject.ENVIRONMENT)
  @PostMapping("/prune")
  StatePruneResult prune(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody StatePruneRequest request) {
    int keep = Objects.requireNonNullElse(request.keep(), DEFAULT_VERSIONS_TO_KEEP);
    if (keep < 1) {
      throw new BadRequestException(
          "keep", "must be 1 or more: the current version is never deleted");
    }
    return StateViews.of(
        operations
            .pruning()
            .prune(
                RequestReason.with(caller, request.reason()),
                EnvironmentResource.id(id),
                keep,
                request.dryRun()));
  }

  /** Returns the state that Terraform could not write, if there is one. */
  @Authorize(value = Permission.STATE_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/kept")
  PendingStateView kept(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return StateViews.of(operations.kept().status(caller, EnvironmentResource.id(id)));
  }

  /** Discards the state that Terraform could not write. */
  @Authorize(value = Permission.STATE_REPAIR, on = Subject.ENVIRONMENT)
  @PostMapping("/kept/drop")
  PendingStateView drop(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable PendingStateDropRequest body) {
    PendingStateDropRequest request =
        Objects.requireNonNullElse(body, new PendingStateDropRequest(null, null));
    return StateViews.of(
        operations
            .kept()
            .drop(
                RequestReason.with(caller, request.reason()),
                EnvironmentResource.id(id),
                request.confirm()));
  }
}
