package io.beta9.provisioning.cloudsim.kubernetes.controller;

/** Compares the actual state of objects with their desired state, and acts on the difference. */
public interface Controller {

  /** Performs all actions that are possible now. Called repeatedly until nothing changes. */
  void reconcile();
}
