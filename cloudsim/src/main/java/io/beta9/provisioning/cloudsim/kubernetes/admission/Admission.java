package io.beta9.provisioning.cloudsim.kubernetes.admission;

import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The admission plugins of an API server, in the order in which it calls them. */
public final class Admission {
  private final ObjectStore store;
  private final LimitRanges limitRanges;
  private final PodSecurity podSecurity;
  private final Webhooks webhooks;
  private final ResourceQuotas quotas;

  public Admission(ObjectStore store, FaultConditions faults) {
    this.store = store;
    this.limitRanges = new LimitRanges(store);
    this.podSecurity = new PodSecurity(store);
    this.webhooks = new Webhooks(store, faults);
    this.quotas = new ResourceQuotas(store);
  }

  /** An operation that webhooks can be registered for. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }

  /** Returns an admission without faults. */
  public static Admission of(ObjectStore store) {
    return new Admission(store, (condition, subject) -> Optional.empty());
  }

  /**
   * Admits an object that is about to be created, and sets what the plugins default.
   *
   * @throws ApiException if a plugin rejects it
   */
  public void create(Kind kind, ObjectNode object) {
    boolean pod = kind.equals(Kinds.POD);
    if (pod) {
      applyServiceAccount(object);
      limitRanges.apply(object);
      requireClasses(object);
    }
    webhooks.call(kind, Operation.CREATE, object);
    if (pod) {
      podSecurity.check(object);
    }
    quotas.check(kind, object);
  }

  /**
   * Admits a changed object.
   *
   * @throws ApiException if a webhook rejects it
   */
  public void update(Kind kind, ObjectNode object) {
    webhooks.call(kind, Operation.UPDATE, object);
  }

  private void applyServiceAccount(ObjectNode pod) {
    ObjectNode spec = Json.ensureObject(pod, "spec");
    String named = spec.path("serviceAccountName").asString("");
    String account = named.isEmpty() ? "default" : named;
    String namespace = ObjectMeta.namespace(pod);
    if (store.find(Kinds.SERVICE_ACCOUNT, namespace, account).isEmpty()) {
      throw rejected(
          pod,
          "error looking up service account "
              + namespace
              + "/"
              + account
              + ": serviceaccount \""
              + account
              + "\" not found");
    }
    spec.put("serviceAccountName", account).put("serviceAccount", account);
  }

  private void requireClasses(ObjectNode pod) {
    String priority = Json.text(pod, "spec.priorityClassName");
    if (!priority.isEmpty() && store.find(Kinds.PRIORITY_CLASS, "", priority).isEmpty()) {
      throw rejected(pod, "no PriorityClass with name " + priority + " was found");
    }
    String runtime = Json.text(pod, "spec.runtimeClassName");
    if (!runtime.isEmpty() && store.find(Kinds.RUNTIME_CLASS, "", runtime).isEmpty()) {
      throw rejected(pod, "pod rejected: RuntimeClass \"" + runtime + "\" not found");
    }
  }

  static ApiException rejected(ObjectNode pod, String why) {
    return ApiException.forbidden(Kinds.POD, ObjectMeta.name(pod), why);
  }
}
