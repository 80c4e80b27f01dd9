package io.beta9.provisioning.connection;

import java.util.ArrayList;
import java.util.List;

/** A step with which a user connects to Beta9. {@link ConnectionGuide} describes it. */
enum ConnectionStep {
  /** For a domain whose record the service does not manage. */
  CREATE_DNS_RECORD,
  /** Only the administrator's token exists. */
  CREATE_USER_TOKEN,
  INSTALL_CLIENT,
  WRITE_CONFIGURATION,
  LIST_DEPLOYMENTS;

  /** Returns the steps for a connection, in their order. */
  static List<ConnectionStep> of(Beta9Connection connection) {
    List<ConnectionStep> steps = new ArrayList<>();
    if (connection.domain() != null && !connection.domainRecordExists()) {
      steps.add(CREATE_DNS_RECORD);
    }
    if (!connection.userTokenStored()) {
      steps.add(CREATE_USER_TOKEN);
    }
    steps.addAll(List.of(INSTALL_CLIENT, WRITE_CONFIGURATION, LIST_DEPLOYMENTS));
    return steps;
  }
}
