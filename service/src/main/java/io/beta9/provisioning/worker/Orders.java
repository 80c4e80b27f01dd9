package io.beta9.provisioning.worker;

import io.beta9.provisioning.terraform.RunControl;

/**
 * What is wanted of the work under way. An order only ever grows stronger: nothing takes a
 * cancellation back.
 */
final class Orders implements RunControl {
  private volatile Order order = Order.GO_ON;

  @Override
  public Order order() {
    return order;
  }

  /** The worker goes away; its children may live on for a successor. */
  synchronized void detach() {
    if (order == Order.GO_ON) {
      order = Order.DETACH;
    }
  }

  /** A person asked for it to stop. */
  synchronized void interrupt() {
    if (order == Order.GO_ON) {
      order = Order.INTERRUPT;
    }
  }

  /** Whether the work is to come to an end early, for whatever reason. */
  boolean ending() {
    return order != Order.GO_ON;
  }
}
