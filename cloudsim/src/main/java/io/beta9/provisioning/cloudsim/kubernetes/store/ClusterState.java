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
 * All that one cluster is: where it listens, its certificate, and its objects.
 *
 * <p>Written out it is JSON text. That can be done at any time and without a lock, because objects
 * are replaced and never changed in place.
 */
public final class ClusterState implements Serializable {
  private static final long serialVersionUID = 1;

  private final String account;
  private final String region;
  private final String name;
  private final String kubernetesVersion;
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

  public TlsIdentity identity() {
    return identity;
  }

  /** The port it listened on last, or 0 where it never has. */
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
