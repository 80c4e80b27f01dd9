package io.beta9.provisioning.cloudsim.kubernetes.store;

import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The persistent state of one cluster: its port, its TLS identity, and its objects.
 *
 * <p>The objects are serialized as JSON. Serialization needs no lock because stored objects are
 * immutable: a change replaces them.
 */
public final class ClusterState implements Serializable {
  private static final long serialVersionUID = 1;

  private final String account;
  private final String region;
  private final String name;
  private volatile String kubernetesVersion;
  private final TlsIdentity identity;
  private volatile int port;
  private transient AtomicLong version = new AtomicLong(1);
  private transient ConcurrentSkipListMap<String, ObjectNode> objects =
      new ConcurrentSkipListMap<>();

  public ClusterState(
      String account, String region, String name, String kubernetesVersion, TlsIdentity identity) {
    this.account = account;
    this.region = region;
    this.name = name;
    this.kubernetesVersion = kubernetesVersion;
    this.identity = identity;
  }

  public String account() {
    return account;
  }

  public String region() {
    return region;
  }

  public String name() {
    return name;
  }

  public String kubernetesVersion() {
    return kubernetesVersion;
  }

  public void setKubernetesVersion(String version) {
    this.kubernetesVersion = version;
  }

  public TlsIdentity identity() {
    return identity;
  }

  /** Returns the port that the API server last listened on, or 0 if it was never started. */
  public int port() {
    return port;
  }

  public void setPort(int port) {
    this.port = port;
  }

  AtomicLong version() {
    return version;
  }

  ConcurrentSkipListMap<String, ObjectNode> objects() {
    return objects;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    ObjectNode all = Json.object();
    objects.forEach(all::set);
    byte[] json = Json.bytes(all);
    out.writeLong(version.get());
    out.writeInt(json.length);
    out.write(json);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    version = new AtomicLong(in.readLong());
    byte[] json = in.readNBytes(in.readInt());
    objects = new ConcurrentSkipListMap<>();
    JsonNode all = Json.object(new String(json, StandardCharsets.UTF_8));
    for (Map.Entry<String, JsonNode> entry : all.properties()) {
      objects.put(entry.getKey(), (ObjectNode) entry.getValue());
    }
  }
}
