package io.beta9.provisioning.resources.operations;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.resources.cleanup.DeletionFence;
import io.beta9.provisioning.resources.cleanup.DuplicateCleanup;
import io.beta9.provisioning.resources.cleanup.LeftoverRemover;
import io.beta9.provisioning.resources.cleanup.StateComparison;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.operations.StateAccess;
import io.beta9.provisioning.tfstate.s3.StateDocument;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lists and removes what an environment has in its account and in no Terraform state.
 *
 * <p>Before the environment is being destroyed, that is what was created twice. Once Terraform has
 * destroyed everything, it is whatever remains; of that, the types that hold no data are removable.
 */
public final class LeftoverOperations {
  private static final String REMOVING = "Removing leftovers";

  private final StateAccess access;
  private final OperationRepository operations;
  private final KeptStateRepository kept;
  private final EventRepository events;
  private final AuditTrail audit;
  private final AccountResources resources;

  /** Access to the resources of an account. */
  public record AccountResources(
      Function<AwsSession, ResourceInventory> inventory,
      BiFunction<AwsSession, DeletionFence, LeftoverRemover> remover) {}

  public LeftoverOperations(
      StateAccess access,
      OperationRepository operations,
      KeptStateRepository kept,
      EventRepository events,
      AuditTrail audit,
      AccountResources resources) {
    this.access = access;
    this.operations = operations;
    this.kept = kept;
    this.events = events;
    this.audit = audit;
    this.resources = resources;
  }

  /**
   * What is left, and what it was compared with. The list is outdated as soon as an operation was
   * requested or the state was written, although both may have ended since.
   *
   * @param latest the latest operation
   * @param stateTag the version of the state
   */
  private record ComparedLeftovers(
      List<Leftover> found, Optional<OperationId> latest, Optional<String> stateTag) {}

  /**
   * The result of a removal or, in a dry run, the expected one.
   *
   * @param removed what was unused and was deleted
   * @param remaining what is not removable, or could not be deleted, with the reason
   */
  public record LeftoverRemoval(
      EnvironmentId id, boolean dryRun, List<Leftover> removed, List<Leftover> remaining) {
    public LeftoverRemoval {
      removed = List.copyOf(removed);
      remaining = List.copyOf(remaining);
    }
  }

  /**
   * Returns what is left, with whether it may be removed.
   *
   * @throws FailureException {@code operation-in-progress}, {@code state-locked}: only afterwards
   *     is it known what is in the state
   */
  public List<Leftover> list(Caller caller, EnvironmentId id) {
    return find(access.open(caller, id), "Listing leftovers").found();
  }

  /**
   * Removes what is removable. AWS refuses to delete what is in use.
   *
   * @throws FailureException {@code operation-in-progress}, {@code state-locked}
   */
  public LeftoverRemoval remove(Caller caller, EnvironmentId id, boolean dryRun) {
    StateAccess.OpenState state = access.open(caller, id);
    if (dryRun) {
      return expected(id, find(state, REMOVING).found());
    }
    return audit.around(
        state.caller(),
        AuditAction.onEnvironment(id.value(), "env.remove-leftovers", null),
        () -> {
          ComparedLeftovers listing = find(state, REMOVING);
          access.admit(state);
          return removeFound(state, listing);
        },
        done ->
            done.removed().isEmpty()
                ? "nothing was removed"
                : "removed " + Leftover.names(done.removed()));
  }

  private static LeftoverRemoval expected(EnvironmentId id, List<Leftover> found) {
    return new LeftoverRemoval(
        id,
        true,
        found.stream().filter(Leftover::removable).toList(),
        found.stream().filter(one -> !one.removable()).toList());
  }

  private LeftoverRemoval removeFound(StateAccess.OpenState state, ComparedLeftovers listing) {
    List<Leftover> found = listing.found();
    List<Leftover> remaining =
        resources
            .remover()
            .apply(state.session(), deletion -> execute(state, listing, deletion))
            .removeAll(found);
    Set<String> kept =
        remaining.stream().map(one -> one.type() + " " + one.id()).collect(Collectors.toSet());
    List<Leftover> removed =
        found.stream().filter(one -> !kept.contains(one.type() + " " + one.id())).toList();
    Environment environment = state.environment();
    if (!removed.isEmpty()) {
      events.append(
          environment.tenant(),
          environment.id(),
          null,
          new EventData.LeftoversRemoved(
              state.caller().name(),
              removed.size(),
              Leftover.names(removed),
              state.caller().reason()));
    }
    return new LeftoverRemoval(environment.id(), false, removed, remaining);
  }

  /**
   * Executes one deletion while the environment is locked, so that no operation can be requested
   * until it has ended, and only if the list is still valid. No operation is active then, whose
   * worker would wait for the lock.
   */
  private Optional<String> execute(
      StateAccess.OpenState state, ComparedLeftovers listing, Runnable deletion) {
    try {
      return access.admit(
          state,
          () -> {
            Optional<String> outdated = outdated(state, listing);
            if (outdated.isEmpty()) {
              deletion.run();
            }
            return outdated;
          });
    } catch (ChangeCondition.UnmetConditionException | UnknownEnvironmentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (FailureException e) {
      return Optional.of("not deleted: " + e.failure().summary());
    }
  }

  private Optional<String> outdated(StateAccess.OpenState state, ComparedLeftovers listing) {
    Environment environment = state.environment();
    if (operations.hasActive(environment.id())
        || !operations.latest(environment.tenant(), environment.id()).equals(listing.latest())) {
      return Optional.of("not deleted: an operation has been requested since it was listed");
    }
    if (new StateLocks(state.session()).held(state.backend()).isPresent()
        || !new StateVersions(state.session(), state.backend())
            .currentTag()
            .equals(listing.stateTag())) {
      return Optional.of("not deleted: the state is locked, or has changed since it was listed");
    }
    return Optional.empty();
  }

  /**
   * Lists the account first, then requires that no operation is in progress, and then reads the
   * state. So whatever an operation has created before the list is either in the state, or its
   * operation is still in progress; what a later one creates is not in the list.
   */
  private ComparedLeftovers find(StateAccess.OpenState state, String activity) {
    Environment environment = state.environment();
    Optional<OperationId> latest = operations.latest(environment.tenant(), environment.id());
    requireIdle(environment, activity);
    ResourceScope scope =
        ResourceScope.of(InfraModelJson.fromJson(environment.infraModel().text()));
    List<Leftover> existing = resources.inventory().apply(state.session()).list(scope);
    requireIdle(environment, activity);
    requireUnlocked(state, activity);
    Optional<StateVersions.StateContent> content =
        new StateVersions(state.session(), state.backend()).read(null);
    return new ComparedLeftovers(
        left(environment, existing, read(state, content)),
        latest,
        content.map(StateVersions.StateContent::etag));
  }

  private List<Leftover> left(
      Environment environment, List<Leftover> existing, StateResources known) {
    if (known.isEmpty() && isDestroyed(environment)) {
      return DuplicateCleanup.afterDestroy(
          existing.stream().filter(one -> !one.isBeingDeleted()).toList());
    }
    StateComparison comparison = StateComparison.of(existing, known);
    List<Leftover> found = new ArrayList<>(comparison.duplicates());
    found.addAll(comparison.unmanaged());
    return kept.pending(environment.tenant(), environment.id()).isPresent()
        ? found.stream().map(LeftoverOperations::perhapsInKeptState).toList()
        : found;
  }

  /** Returns whether a destroy has begun, so that nothing of the environment is to remain. */
  private boolean isDestroyed(Environment environment) {
    return environment.status() == EnvironmentStatus.DESTROYED
        || operations
            .latestKind(environment.tenant(), environment.id())
            .filter(OperationKind.DESTROY::equals)
            .isPresent();
  }

  /** A state that waits to be pushed is newer than the one in the bucket. */
  private static Leftover perhapsInKeptState(Leftover found) {
    return new Leftover(
        found.type(),
        found.id(),
        found.arn(),
        false,
        "it may be in the state that the next operation pushes");
  }

  private void requireIdle(Environment environment, String activity) {
    if (operations.hasActive(environment.id())) {
      throw new FailureException(
          Failure.of(FailureCode.OPERATION_IN_PROGRESS, activity)
              .about(environment.name())
              .with(FailureParameter.ENVIRONMENT, environment.id().value()));
    }
  }

  private static void requireUnlocked(StateAccess.OpenState state, String activity) {
    Optional<StateLock> held = new StateLocks(state.session()).held(state.backend());
    if (held.isPresent()) {
      throw new FailureException(
          Failure.of(FailureCode.STATE_LOCKED, activity)
              .with(FailureParameter.OWNER, held.get().who())
              .with(FailureParameter.ENVIRONMENT, state.environment().id().value()));
    }
  }

  private static StateResources read(
      StateAccess.OpenState state, Optional<StateVersions.StateContent> content) {
    if (content.isEmpty()) {
      return StateResources.NONE;
    }
    byte[] bytes = content.get().bytes();
    if (StateDocument.parse(bytes).isEmpty()) {
      throw new FailureException(
          Failure.of(FailureCode.STATE_UNREADABLE, "Reading the state")
              .with(FailureParameter.ENVIRONMENT, state.environment().id().value()));
    }
    return StateResources.parse(new String(bytes, StandardCharsets.UTF_8));
  }
}
