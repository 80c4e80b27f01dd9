package io.beta9.provisioning.cloudsim.aws;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** The operations of one service, each under the SDK's request class. */
public final class Operations {
  private final Map<Class<? extends AwsRequest>, Handler<?, ?>> handlers = new LinkedHashMap<>();
  private final Map<Class<? extends AwsRequest>, StreamingHandler<?, ?>> streamingHandlers =
      new LinkedHashMap<>();

  /**
   * Answers one operation: the caller's request in, the response out, or an {@link
   * AwsErrorException}.
   */
  @FunctionalInterface
  public interface Handler<I extends AwsRequest, O extends AwsResponse> {
    O handle(I request, Call call);
  }

  /** Answers an operation whose request or response is a stream of bytes beside its fields. */
  @FunctionalInterface
  public interface StreamingHandler<I extends AwsRequest, O extends AwsResponse> {
    StreamingResponse<O> handle(I request, byte[] body, Call call);
  }

  /** A response and the bytes that go with it. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record StreamingResponse<O extends AwsResponse>(O response, byte[] body) {}

  /**
   * Registers an operation.
   *
   * @throws IllegalStateException where it has been registered before
   */
  public <I extends AwsRequest, O extends AwsResponse> void on(
      Class<I> request, Handler<I, O> handler) {
    if (streamingHandlers.containsKey(request) || handlers.putIfAbsent(request, handler) != null) {
      throw new IllegalStateException(request.getSimpleName() + " has two handlers");
    }
  }

  /**
   * Registers an operation with a stream.
   *
   * @throws IllegalStateException where it has been registered before
   */
  public <I extends AwsRequest, O extends AwsResponse> void onStreaming(
      Class<I> request, StreamingHandler<I, O> handler) {
    if (handlers.containsKey(request) || streamingHandlers.putIfAbsent(request, handler) != null) {
      throw new IllegalStateException(request.getSimpleName() + " has two handlers");
    }
  }

  /** The handler of a request class, if there is one. */
  @SuppressWarnings("unchecked") // on() is the only way in, and ties the two types together
  public <I extends AwsRequest> Optional<Handler<I, ? extends AwsResponse>> handlerOf(
      Class<I> request) {
    return Optional.ofNullable((Handler<I, ? extends AwsResponse>) handlers.get(request));
  }

  /** The handler of an operation with a stream, if there is one. */
  @SuppressWarnings("unchecked") // onStream() is the only way in, and ties the two types together
  public <I extends AwsRequest>
      Optional<StreamingHandler<I, ? extends AwsResponse>> streamingHandlerOf(Class<I> request) {
    return Optional.ofNullable(
        (StreamingHandler<I, ? extends AwsResponse>) streamingHandlers.get(request));
  }

  /** Every request class that is answered, in the order of registration. */
  public Set<Class<? extends AwsRequest>> requests() {
    Set<Class<? extends AwsRequest>> all = new LinkedHashSet<>(handlers.keySet());
    all.addAll(streamingHandlers.keySet());
    return all;
  }
}
