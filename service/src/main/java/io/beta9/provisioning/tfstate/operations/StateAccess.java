package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Opens the state of an environment in the customer's account. */
public final class StateAccess {
  private final TransactionTemplate transactions;
  private final EnvironmentRepository environments;
  private final AwsSessions sessions;
  private final JsonMapper json;

  public StateAccess(
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      AwsSessions sessions,
      JsonMapper json) {
    this.transactions = transactions;
    this.environments = environments;
    this.sessions = sessions;
    this.json = json;
  }

  /** The opened state of an environment. */
  public record OpenState(
      Caller caller, Environment environment, AwsSession session, StateBackend backend) {
    StateVersions versions() {
      return new StateVersions(session, backend);
    }

    String id() {
      return environment.id().value();
    }

    /**
     * Requires the environment's name or id as the confirmation of a dangerous operation.
     *
     * @throws FailureException {@code confirmation-missing} if it was not given
     */
    public void requireConfirmed(@Nullable String name, String what) {
      if (!environment.isNamed(name)) {
        throw new FailureException(
            Failure.of(FailureCode.CONFIRMATION_MISSING, what)
                .about(environment.name())
                .with(FailureParameter.GIVEN, name));
      }
    }
  }

  /**
   * Opens the state of an environment of the tenant that the caller acts for.
   *
   * @throws UnknownEnvironmentException if there is no such environment
   * @throws FailureException if its account is not accessible
   */
  public OpenState open(Caller caller, EnvironmentId id) {
    Environment environment = find(caller, id);
    return new OpenState(
        caller,
        environment,
        sessions.open(environment.target(), id),
        json.readValue(environment.stateBackend().text(), StateBackend.class));
  }

  public Environment find(Caller caller, EnvironmentId id) {
    return environments
        .find(caller.tenant(), id)
        .orElseThrow(() -> new UnknownEnvironmentException(id));
  }

  /**
   * Admits a change of the state: executes work of the database while the environment is locked and
   * the {@link ChangeCondition} of the request is met. Changes in the customer's account follow
   * after the transaction: the lock is not held while AWS is called, because workers record events
   * under it. From then on the state's own lock and conditional writes exclude other changes.
   *
   * @throws UnknownEnvironmentException if the environment was removed meanwhile
   */
  public <T> T admit(OpenState state, Supplier<T> work) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              EnvironmentId id = state.environment().id();
              if (environments.lock(state.caller().tenant(), id).isEmpty()) {
                throw new UnknownEnvironmentException(id);
              }
              ChangeCondition.verify();
              return work.get();
            }));
  }

  /** Admits a change that has no work of the database. */
  public void admit(OpenState state) {
    admit(state, () -> Boolean.TRUE);
  }
}
