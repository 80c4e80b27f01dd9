package io.beta9.provisioning.app;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.api.AuditResource;
import io.beta9.provisioning.api.StateResource;
import io.beta9.provisioning.aws.AwsSessions;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.KeptStateRepository;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.state.KeptStates;
import io.beta9.provisioning.state.StateAccess;
import io.beta9.provisioning.state.StateDesk;
import io.beta9.provisioning.state.StateLocking;
import io.beta9.provisioning.state.StatePruning;
import io.beta9.provisioning.state.StateReading;
import io.beta9.provisioning.state.StateRollback;
import io.beta9.provisioning.terraform.ProcessId;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.worker.ThisProcess;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** What the API can do with Terraform's states, and the audit trail. */
@Configuration(proxyBeanMethods = false)
@Import({StateResource.class, AuditResource.class})
class StateConfiguration {

  @Bean
  StateDesk stateDesk(
      StateAccess access,
      OperationRepository operations,
      ProcessRepository processes,
      KeptStateRepository kept,
      JournalRepository journal,
      EventRepository events,
      AuditRepository audit,
      Clock clock) {
    AuditTrail trail = new AuditTrail(audit);
    return new StateDesk(
        new StateReading(access, trail),
        new StateLocking(
            access,
            processes,
            journal,
            events,
            trail,
            process ->
                new ProcessId(process.pid(), process.pidStartedAt()).isRunning(process.bootId()),
            clock),
        new StateRollback(access, operations, events, trail, ThisProcess.host(), clock),
        new StatePruning(access, trail),
        new KeptStates(access, kept, trail));
  }

  @Bean
  StateAccess stateAccess(
      EnvironmentRepository environments, AwsSessions sessions, JsonMapper json) {
    return new StateAccess(environments, sessions, json);
  }
}
