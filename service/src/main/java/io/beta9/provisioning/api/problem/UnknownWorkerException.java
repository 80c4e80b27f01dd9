package io.beta9.provisioning.api.problem;

/** No running worker has this id. */
public final class UnknownWorkerException extends RuntimeException {
  public UnknownWorkerException(String id) {
    super("there is no worker '" + id + "' that is running");
  }
}
