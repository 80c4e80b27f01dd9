package io.beta9.provisioning.cloudsim.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * A cloud whose SDK clients call the handlers directly, without HTTP, and whose time, latencies and
 * fault conditions are set by the test.
 */
public final class InProcessCloud implements Cloud, StateStore {
  public static final String ACCOUNT = "123456789012";

  private final Map<String, Serializable> states = new HashMap<>();
  private final Map<String, Duration> latencies = new HashMap<>();
  private final Map<String, String> conditions = new HashMap<>();
  private final Operations operations = new Operations();
  private @Nullable ClusterControlPlanes clusterControlPlanes;
  private Instant now = Instant.parse("2026-03-01T08:00:00Z");

  public InstantSource clock() {
    return () -> now;
  }

  public void advanceClock(Duration time) {
    now = now.plus(time);
  }

  public void setLatency(String kind, Duration time) {
    latencies.put(kind, time);
  }

  public void setCondition(String condition, String subject, String parameter) {
    conditions.put(condition + " " + subject, parameter);
  }

  /** Sets the control planes of clusters. */
  public InProcessCloud clusterControlPlanes(ClusterControlPlanes these) {
    clusterControlPlanes = these;
    return this;
  }

  public InProcessCloud register(AwsService... services) {
    for (AwsService service : services) {
      service.register(operations);
    }
    return this;
  }

  /** Returns a client of a service in a region that calls the registered handlers directly. */
  public <C> C client(Class<C> type, String region) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (arguments != null && arguments.length == 1 && arguments[0] instanceof AwsRequest r) {
            if (!method.getName().endsWith("Paginator")) {
              return answer(r, region);
            }
          }
          return InvocationHandler.invokeDefault(proxy, method, arguments);
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @SuppressWarnings("unchecked")
  private Object answer(AwsRequest request, String region) {
    var handler =
        operations
            .handlerOf((Class<AwsRequest>) request.getClass())
            .orElseThrow(() -> new IllegalStateException("No handler for " + request.getClass()));
    return handler.handle(
        request,
        new Call(
            this, ACCOUNT, region, "arn:aws:iam::" + ACCOUNT + ":user/test", now, "http://sim"));
  }

  /** Serializes and deserializes the state of all services, as on a restart. */
  public InProcessCloud restart() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(new HashMap<>(states));
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        @SuppressWarnings("unchecked") // the type that has just been written
        Map<String, Serializable> read = (Map<String, Serializable>) in.readObject();
        states.putAll(read);
      }
      return this;
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Asserts that a call fails with this AWS error code. */
  public static void assertAwsError(String code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            AwsErrorException.class,
            fault -> org.assertj.core.api.Assertions.assertThat(fault.code()).isEqualTo(code));
  }

  @Override
  public StateStore store() {
    return this;
  }

  @Override
  public <T extends Serializable> T getOrCreate(
      Class<T> type, String account, String region, Supplier<? extends T> initial) {
    return type.cast(
        states.computeIfAbsent(type.getName() + "/" + account + "/" + region, _ -> initial.get()));
  }

  @Override
  public <T extends Serializable> List<T> findAll(Class<T> type) {
    return states.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public Duration latency(String kind) {
    return latencies.getOrDefault(kind, Duration.ZERO);
  }

  @Override
  public FaultConditions conditions() {
    return (condition, subject) -> Optional.ofNullable(conditions.get(condition + " " + subject));
  }

  @Override
  public ClusterControlPlanes clusterControlPlanes() {
    if (clusterControlPlanes == null) {
      throw new IllegalStateException("Control planes are not set");
    }
    return clusterControlPlanes;
  }
}
