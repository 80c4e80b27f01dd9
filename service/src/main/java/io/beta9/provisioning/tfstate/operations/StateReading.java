package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.tfstate.s3.StateDocument;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows states and their versions. Secrets are redacted unless the raw state is requested. */
public final class StateReading {
  private final StateAccess access;
  private final AuditTrail audit;

  public StateReading(StateAccess access, AuditTrail audit) {
    this.access = access;
    this.audit = audit;
  }

  /**
   * A state without attributes.
   *
   * @param version null for the current version
   */
  public record Shown(
      String environmentId,
      @Nullable String version,
      long serial,
      String lineage,
      String terraformVersion,
      List<StateDocument.DocumentResource> resources,
      JsonNode outputs) {}

  /** One resource of a state. */
  public record ShownResource(String environmentId, String address, JsonNode attributes) {}

  /** Returns the versions of the state, newest first. */
  public List<StateVersions.StateVersion> versions(Caller caller, EnvironmentId id) {
    return access.open(caller, id).versions().list();
  }

  /** Returns a version without attributes; the current one if {@code version} is null. */
  public Shown show(Caller caller, EnvironmentId id, @Nullable String version) {
    StateDocument state = read(access.open(caller, id), version);
    return new Shown(
        id.value(),
        version,
        state.serial(),
        state.lineage(),
        state.terraformVersion(),
        state.resources(),
        state.outputs());
  }

  /**
   * Returns the attributes of one resource in a version.
   *
   * @throws StateNotFoundException if the version does not contain the resource
   */
  public ShownResource show(
      Caller caller, EnvironmentId id, @Nullable String version, String address) {
    StateDocument state = read(access.open(caller, id), version);
    return new ShownResource(
        id.value(),
        address,
        state
            .attributes(address)
            .orElseThrow(
                () ->
                    new StateNotFoundException(
                        new StateNotFoundException.Missing.MissingResource(
                            id.value(), address, nearest(state, address).orElse(null)))));
  }

  /** Returns a version including its secrets; audited. */
  public JsonNode raw(Caller caller, EnvironmentId id, @Nullable String version) {
    StateAccess.OpenState state = access.open(caller, id);
    return audit.around(
        state.caller(),
        AuditAction.onEnvironment(
            id.value(),
            "state.show-raw",
            version == null ? "the current version" : "version " + version),
        () -> {
          requireReason(caller, "Showing the state with its secrets");
          return read(state, version).raw();
        },
        tree -> "serial " + tree.path("serial").asLong(0) + " was shown with its secrets");
  }

  /** Requires the caller to have given a reason, for the audit trail. */
  public static void requireReason(Caller caller, String what) {
    if (caller.reason() == null) {
      throw new FailureException(Failure.of(FailureCode.REASON_MISSING, what));
    }
  }

  static StateDocument read(StateAccess.OpenState state, @Nullable String version) {
    byte[] bytes =
        state
            .versions()
            .read(version)
            .orElseThrow(
                () ->
                    new StateNotFoundException(
                        version == null
                            ? new StateNotFoundException.Missing.MissingState(state.id())
                            : new StateNotFoundException.Missing.MissingVersion(
                                state.id(), version)))
            .bytes();
    return StateDocument.parse(bytes)
        .orElseThrow(
            () ->
                new FailureException(
                    Failure.of(FailureCode.STATE_UNREADABLE, "Reading the state")
                        .with(FailureParameter.ENVIRONMENT, state.id())));
  }

  private static Optional<String> nearest(StateDocument state, String address) {
    String type = address.replaceFirst("\\..*", "");
    return state.resources().stream()
        .map(StateDocument.DocumentResource::address)
        .filter(known -> known.startsWith(type) || known.contains(address))
        .findFirst();
  }
}
