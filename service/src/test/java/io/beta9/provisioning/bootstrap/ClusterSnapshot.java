package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A copy of what is in a simulated cluster, so that many tests can start from it. */
final class ClusterSnapshot {
  private final byte @Nullable [] states;
  private final Map<String, LoadBalancers.Request> balancers;
  private final Map<String, String> bucketKeys;

  private ClusterSnapshot(
      byte @Nullable [] states,
      Map<String, LoadBalancers.Request> balancers,
      Map<String, String> bucketKeys) {
    this.states = states;
    this.balancers = Map.copyOf(balancers);
    this.bucketKeys = Map.copyOf(bucketKeys);
  }

  /** That of a cluster that does not exist yet. */
  ClusterSnapshot() {
    this(null, Map.of(), Map.of());
  }

  static ClusterSnapshot of(
      Map<String, Serializable> states,
      Map<String, LoadBalancers.Request> balancers,
      Map<String, String> bucketKeys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new HashMap<>(states));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ClusterSnapshot(bytes.toByteArray(), balancers, bucketKeys);
  }

  @SuppressWarnings("unchecked")
  void restore(
      Map<String, Serializable> toStates,
      Map<String, LoadBalancers.Request> toBalancers,
      Map<String, String> toBucketKeys) {
    toBalancers.putAll(balancers);
    toBucketKeys.putAll(bucketKeys);
    byte[] copied = states;
    if (copied == null) {
      return;
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(copied))) {
      toStates.putAll((Map<String, Serializable>) in.readObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
