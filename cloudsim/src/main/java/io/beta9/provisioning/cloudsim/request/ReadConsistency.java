package io.beta9.provisioning.cloudsim.request;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Operations.StreamingResponse;
import io.beta9.provisioning.cloudsim.aws.protocol.ServiceApi;
import io.beta9.provisioning.cloudsim.fault.FaultRules;
import io.beta9.provisioning.cloudsim.state.InMemoryStateStore;
import io.beta9.provisioning.cloudsim.state.StateHistory;
import io.beta9.provisioning.cloudsim.state.StateLock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Executes calls under the state lock. If fault rules let reads lag, they see the state of some
 * seconds ago.
 */
public final class ReadConsistency {
  private static final Pattern READ = Pattern.compile("(Describe|Get|List|Lookup|Head).*");

  /** Services whose reads are always current. */
  private static final Set<String> CONSISTENT = Set.of("s3", "dynamodb", "sts", "eks");

  private static final Pattern CONSISTENT_STATES =
      Pattern.compile(".*\\.aws\\.(s3|dynamodb|eks|identity)\\..*|.*\\.kubernetes\\..*");

  private final StateLock lock;
  private final FaultRules rules;
  private final StateHistory history;

  public ReadConsistency(StateLock lock, InMemoryStateStore store, FaultRules rules) {
    this.lock = lock;
    this.rules = rules;
    this.history = new StateHistory(store, type -> !CONSISTENT_STATES.matcher(type).matches());
  }

  /**
   * A call with its decoded request.
   *
   * @param lag how old the state is that the call sees if it is a read
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record IncomingCall(String operation, AwsRequest request, byte[] body, Call call, Duration lag) {}

  StateLock lock() {
    return lock;
  }

  /** Returns an empty optional if the operation exists but is not simulated. */
  Optional<StreamingResponse<? extends AwsResponse>> execute(
      ServiceApi api, IncomingCall incoming) {
    boolean read = READ.matcher(incoming.operation()).matches();
    return lock.write(
        () -> {
          if (!rules.anyLag()) {
            history.clear();
            return invoke(api.operations(), incoming, incoming.call());
          }
          history.add(incoming.call().now(), false);
          if (!read || !incoming.lag().isPositive() || CONSISTENT.contains(api.signingName())) {
            var response = invoke(api.operations(), incoming, incoming.call());
            history.add(incoming.call().now(), !read);
            return response;
          }
          advance(api.operations(), incoming);
          Call earlier = incoming.call().at(incoming.call().now().minus(incoming.lag()));
          return history.at(earlier.now(), () -> invoke(api.operations(), incoming, earlier));
        });
  }

  /** States that depend on the time are advanced by reads, and have to be for later ones. */
  private static void advance(Operations operations, IncomingCall incoming) {
    try {
      invoke(operations, incoming, incoming.call());
    } catch (AwsErrorException e) {
      // The response to a lagging read is that of the earlier state.
    }
  }

  @SuppressWarnings("unchecked") // a request is an instance of its own class
  private static Optional<StreamingResponse<? extends AwsResponse>> invoke(
      Operations operations, IncomingCall incoming, Call call) {
    Class<AwsRequest> type = (Class<AwsRequest>) incoming.request().getClass();
    var decoded = operations.handlerOf(type);
    if (decoded.isPresent()) {
      AwsResponse response = decoded.get().handle(incoming.request(), call);
      return Optional.of(new StreamingResponse<>(response, new byte[0]));
    }
    return operations
        .streamingHandlerOf(type)
        .map(stream -> stream.handle(incoming.request(), incoming.body(), call));
  }
}
