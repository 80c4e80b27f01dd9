package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Rings a bell at every change that an informer sees. */
public record NotifyingHandler<T>(Notification bell) implements ResourceEventHandler<T> {
  @Override
  public void onAdd(T added) {
    bell.ring();
  }

  @Override
  public void onUpdate(T before, T after) {
    bell.ring();
  }

  @Override
  public void onDelete(T deleted, boolean lastStateUnknown) {
    bell.ring();
  }
}
