package io.beta9.provisioning.api.problem;

/** As many states or support bundles are being read as fit into the memory of the process. */
public final class TooManyLargeDocumentsException extends RuntimeException {
  public TooManyLargeDocumentsException(int limit) {
    super(
        "the service is answering "
            + limit
            + (limit == 1 ? " request" : " requests")
            + " for a document of this kind, which is its limit; repeat this one in a few seconds");
  }
}
