package io.beta9.provisioning.worker.pipeline;

import java.util.Locale;

/** The steps of all pipelines, in the words that people see. */
public enum StepName {
  PREFLIGHT("checking the account"),
  STATE_BACKEND("preparing the state bucket"),
  SECRETS("making the secrets"),
  STACK("writing the stack directory"),
  INIT("initialising Terraform"),
  RECOVER("looking for what is there already"),
  PLAN("planning"),
  APPLY("making the infrastructure"),
  OUTPUTS("reading the outputs"),
  CLUSTER_ACCESS("reaching the cluster"),
  NODES("waiting for nodes"),
  BASELINE("installing the baseline"),
  BETA9("installing Beta9"),
  CLAIM("claiming Beta9"),
  EXPOSE("opening Beta9's door"),
  CHECK("checking Beta9"),
  CLUSTER_UNINSTALL("emptying the cluster"),
  DESTROY("destroying the infrastructure"),
  SWEEP("looking for anything left");

  private final String words;

  StepName(String words) {
    this.words = words;
  }

  /** The step in kebab case: what the database, the API and the logs call it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it does, as a person says it. */
  public String words() {
    return words;
  }
}
