package io.beta9.provisioning.tfstate.s3;

import org.jspecify.annotations.Nullable;

/** Thrown if a state, a version or a resource does not exist. */
public final class StateNotFoundException extends RuntimeException {
  private final transient Missing missing;

  public StateNotFoundException(Missing missing) {
    super(sentence(missing));
    this.missing = missing;
  }

  public Missing missing() {
    return missing;
  }

  /** What does not exist. */
  public sealed interface Missing {
    /** The environment has no state yet. */
    record MissingState(String environment) implements Missing {}

    /** The state has no such version. */
    record MissingVersion(String environment, String version) implements Missing {}

    /**
     * The state does not contain the resource.
     *
     * @param nearest the address of one with a similar name; null if there is none
     */
    record MissingResource(String environment, String address, @Nullable String nearest)
        implements Missing {}
  }

  private static String sentence(Missing missing) {
    return switch (missing) {
      case Missing.MissingState(var environment) ->
          environment + " has no state: Terraform has not created anything yet";
      case Missing.MissingVersion(var environment, var version) ->
          "the state of " + environment + " has no version " + version;
      case Missing.MissingResource(var environment, var address, var nearest) ->
          "the state of "
              + environment
              + " does not contain "
              + address
              + (nearest == null ? "" : "; it contains " + nearest);
    };
  }
}
