package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Signals every change that an informer observes. */
public record NotifyingHandler<T>(Notification notification) implements ResourceEventHandler<T> {
  @Override
  public void onAdd(T added) {
    notification.signal();
  }

  @Override
  public void onUpdate(T before, T after) {
    notification.signal();
  }

  @Override
  public void onDelete(T deleted, boolean lastStateUnknown) {
    notification.signal();
  }
}
