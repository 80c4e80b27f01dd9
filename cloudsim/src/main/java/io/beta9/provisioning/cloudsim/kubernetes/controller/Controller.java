package io.beta9.provisioning.cloudsim.kubernetes.controller;

/** Looks at what is, compares it with what is wanted, and takes the next step. */
public interface Controller {

  /** Takes every step that can be taken now. Called again until nobody has anything left to do. */
  void reconcile();
}
