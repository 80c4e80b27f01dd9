package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the programs in the pods do, as far as anybody outside can tell. */
public interface PodPrograms {

  /** How a program goes on once its containers have started. */
  sealed interface Outcome {
    /** It stays. */
    record Runs() implements Outcome {}

    /** It does its work and ends well. */
    record Completes() implements Outcome {}

    /** It ends at once, with an error. */
    record Crashes(int exitCode) implements Outcome {}
  }

  Outcome outcome(ObjectNode pod);

  /** What answers at a port of a running pod, if anything does. */
  Optional<HttpConnection.Handler> findListener(ObjectNode pod, int port);

  /** The last lines of its log. */
  String log(ObjectNode pod);
}
