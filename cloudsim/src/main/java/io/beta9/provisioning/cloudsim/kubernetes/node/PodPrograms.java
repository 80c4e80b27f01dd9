package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The behavior of the programs in pods, as observable from outside the pods. */
public interface PodPrograms {

  /** What the program of a pod does after its containers have started. */
  sealed interface Outcome {
    /** It keeps running. */
    record Runs() implements Outcome {}

    /** It exits with code 0. */
    record Completes() implements Outcome {}

    /** It exits immediately with an error. */
    record Crashes(int exitCode) implements Outcome {}
  }

  /** Returns what the program of a pod does after its containers have started. */
  Outcome outcome(ObjectNode pod);

  /** Returns the handler of a port of a running pod, or empty if no program listens on it. */
  Optional<HttpConnection.Handler> findListener(ObjectNode pod, int port);

  /** Returns the last lines of the pod's log. */
  String log(ObjectNode pod);
}
