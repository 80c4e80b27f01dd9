package io.beta9.provisioning.operation;

import java.util.Locale;

/** The steps of all pipelines, with the descriptions shown to users. */
public enum StepName {
  PREFLIGHT("checking the account"),
  STATE_BACKEND("preparing the state bucket"),
  SECRETS("creating the secrets"),
  STACK("writing the stack directory"),
  INIT("initialising Terraform"),
  RECOVER("recovering from interrupted runs"),
  PLAN("planning"),
  APPLY("creating the infrastructure"),
  OUTPUTS("reading the outputs"),
  OPEN_ENDPOINT("opening the private Kubernetes API to the workers"),
  CLUSTER_ACCESS("connecting to the cluster"),
  NODES("waiting for nodes"),
  BASELINE("installing the baseline"),
  CERTIFICATE("waiting for the certificate"),
  BETA9("installing Beta9"),
  CLAIM("claiming Beta9"),
  EXPOSE("exposing Beta9"),
  REPLACE_NODES("replacing node groups"),
  CHECK("verifying Beta9"),
  CLOSE_ENDPOINT("closing the private Kubernetes API to the internet"),
  CLUSTER_UNINSTALL("uninstalling from the cluster"),
  DESTROY("destroying the infrastructure"),
  SWEEP("searching for leftover resources");

  private final String description;

  StepName(String description) {
    this.description = description;
  }

  /** Returns the step's code in kebab case, as used in the database, the API and the logs. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns what the step does, as a participle phrase for users. */
  public String description() {
    return description;
  }
}
