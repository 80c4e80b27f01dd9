package io.beta9.provisioning.cloudsim.aws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** The operations of one service, each under the SDK's request class. */
public final class Operations {
  private final Map<Class<? extends AwsRequest>, Handler<?, ?>> handlers = new LinkedHashMap<>();

  /** Answers one operation: the caller's request in, the response out, or an {@link AwsFault}. */
  @FunctionalInterface
  public interface Handler<I extends AwsRequest, O extends AwsResponse> {
    O handle(I request, Call call);
  }

  /**
   * Registers an operation.
   *
   * @throws IllegalStateException where it has been registered before
   */
  public <I extends AwsRequest, O extends AwsResponse> void on(
      Class<I> request, Handler<I, O> handler) {
    if (handlers.putIfAbsent(request, handler) != null) {
      throw new IllegalStateException(request.getSimpleName() + " has two handlers");
    }
  }

  /** The handler of a request class, if there is one. */
  @SuppressWarnings("unchecked") // on() is the only way in, and ties the two types together
  public <I extends AwsRequest> Optional<Handler<I, ? extends AwsResponse>> handlerOf(
      Class<I> request) {
    return Optional.ofNullable((Handler<I, ? extends AwsResponse>) handlers.get(request));
  }
}
