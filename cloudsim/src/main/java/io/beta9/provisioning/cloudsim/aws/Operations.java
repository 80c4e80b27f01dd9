package io.beta9.provisioning.cloudsim.aws;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** The operations of one service, keyed by the SDK's request class. */
public final class Operations {
  private final Map<Class<? extends AwsRequest>, Handler<?, ?>> handlers = new LinkedHashMap<>();
  private final Map<Class<? extends AwsRequest>, StreamingHandler<?, ?>> streamingHandlers =
      new LinkedHashMap<>();

  /** Handles one operation: returns the response, or throws an {@link AwsErrorException}. */
  @FunctionalInterface
  public interface Handler<I extends AwsRequest, O extends AwsResponse> {
    O handle(I request, Call call);
  }

  /**
   * Handles an operation whose request or response carries a stream of bytes besides its fields.
   */
  @FunctionalInterface
  public interface StreamingHandler<I extends AwsRequest, O extends AwsResponse> {
    StreamingResponse<O> handle(I request, byte[] body, Call call);
  }

  /** A response and the bytes of its body. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record StreamingResponse<O extends AwsResponse>(O response, byte[] body) {}

  /**
   * Registers an operation.
   *
   * @throws IllegalStateException if it has already been registered
   */
  public <I extends AwsRequest, O extends AwsResponse> void on(
      Class<I> request, Handler<I, O> handler) {
    if (streamingHandlers.containsKey(request) || handlers.putIfAbsent(request, handler) != null) {
      throw new IllegalStateException(request.getSimpleName() + " has two handlers");
    }
  }

  /**
   * Registers a streaming operation.
   *
   * @throws IllegalStateException if it has already been registered
   */
  public <I extends AwsRequest, O extends AwsResponse> void onStreaming(
      Class<I> request, StreamingHandler<I, O> handler) {
    if (handlers.containsKey(request) || streamingHandlers.putIfAbsent(request, handler) != null) {
      throw new IllegalStateException(request.getSimpleName() + " has two handlers");
    }
  }

  /** Returns the handler of a request class, if it is registered. */
  @SuppressWarnings("unchecked") // only on() adds handlers, and it ties both types together
  public <I extends AwsRequest> Optional<Handler<I, ? extends AwsResponse>> handlerOf(
      Class<I> request) {
    return Optional.ofNullable((Handler<I, ? extends AwsResponse>) handlers.get(request));
  }

  /** Returns the handler of a streaming operation, if it is registered. */
  @SuppressWarnings(
      "unchecked") // only onStreaming() adds handlers, and it ties both types together
  public <I extends AwsRequest>
      Optional<StreamingHandler<I, ? extends AwsResponse>> streamingHandlerOf(Class<I> request) {
    return Optional.ofNullable(
        (StreamingHandler<I, ? extends AwsResponse>) streamingHandlers.get(request));
  }

  /** Returns all registered request classes in the order of registration. */
  public Set<Class<? extends AwsRequest>> requests() {
    Set<Class<? extends AwsRequest>> all = new LinkedHashSet<>(handlers.keySet());
    all.addAll(streamingHandlers.keySet());
    return all;
  }
}
