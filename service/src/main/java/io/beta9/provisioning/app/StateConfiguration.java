package io.beta9.provisioning.app;

import io.beta9.provisioning.access.AuditChainRepository;
import io.beta9.provisioning.access.AuditHeadExport;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.api.AuditResource;
import io.beta9.provisioning.api.StateResource;
import io.beta9.provisioning.api.audit.AuditExportResource;
import io.beta9.provisioning.api.repair.ClusterAccessResource;
import io.beta9.provisioning.api.repair.LeftoverResource;
import io.beta9.provisioning.api.repair.QuotaResource;
import io.beta9.provisioning.app.job.AuditHeadsJob;
import io.beta9.provisioning.aws.preflight.ServiceQuotas;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.intake.QuotaRequests;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.resources.catalog.EnvironmentInventory;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.cleanup.AwsLeftoverRemover;
import io.beta9.provisioning.resources.operations.AccessEntryOperations;
import io.beta9.provisioning.resources.operations.LeftoverOperations;
import io.beta9.provisioning.settings.AuditSettings;
import io.beta9.provisioning.settings.RetentionSettings;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.operations.KeptStateOperations;
import io.beta9.provisioning.tfstate.operations.StateAccess;
import io.beta9.provisioning.tfstate.operations.StateLocking;
import io.beta9.provisioning.tfstate.operations.StateOperations;
import io.beta9.provisioning.tfstate.operations.StatePruning;
import io.beta9.provisioning.tfstate.operations.StateReading;
import io.beta9.provisioning.tfstate.operations.StateRollback;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.worker.liveness.WorkerIdentity;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Beans of the API's operations on Terraform states, and of the audit trail. */
@Configuration(proxyBeanMethods = false)
@Import({
  StateResource.class,
  AuditResource.class,
  AuditExportResource.class,
  ClusterAccessResource.class,
  LeftoverResource.class,
  QuotaResource.class
})
class StateConfiguration {

  @Bean
  StateOperations stateOperations(
      StateAccess access,
      OperationRepository operations,
      ProcessRepository processes,
      KeptStateRepository kept,
      JournalRepository journal,
      EventRepository events,
      AuditRepository audit,
      Clock clock) {
    AuditTrail trail = new AuditTrail(audit);
    return new StateOperations(
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
        new StateRollback(access, operations, events, trail, WorkerIdentity.host(), clock),
        new StatePruning(access, trail),
        new KeptStateOperations(access, kept, trail));
  }

  @Bean
  LeftoverOperations leftoverOperations(
      StateAccess access,
      OperationRepository operations,
      KeptStateRepository kept,
      EventRepository events,
      AuditRepository audit) {
    return new LeftoverOperations(
        access,
        operations,
        kept,
        events,
        new AuditTrail(audit),
        new LeftoverOperations.AccountResources(
            session -> new EnvironmentInventory(session, ResourceCatalog.AWS),
            AwsLeftoverRemover::new));
  }

  @Bean
  AccessEntryOperations accessEntryOperations(
      StateAccess access, EventRepository events, AuditRepository audit) {
    return new AccessEntryOperations(access, events, new AuditTrail(audit));
  }

  @Bean
  QuotaRequests quotaRequests(
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      AwsSessions sessions,
      EventRepository events,
      AuditRepository audit) {
    return new QuotaRequests(
        transactions,
        environments,
        (target, id) -> new ServiceQuotas(sessions.open(target, id), ResourceCatalog.AWS),
        events,
        new AuditTrail(audit));
  }

  @Bean
  AuditChainRepository auditChains(JdbcClient jdbc) {
    return new AuditChainRepository(jdbc);
  }

  @Bean
  AuditHeadExport auditHeads(
      AuditChainRepository chains,
      RetentionSettings retention,
      AuditSettings settings,
      Clock clock) {
    return new AuditHeadExport(chains, retention.auditRetention(), settings.privateKey(), clock);
  }

  @Bean
  ClusterJob auditHeadsJob(AuditHeadExport export, AuditSettings settings, JsonMapper json) {
    return new ClusterJob(
        "audit-heads",
        AuditHeadsJob.INTERVAL,
        new AuditHeadsJob(export, settings.headsFile(), json)::run);
  }

  @Bean
  StateAccess stateAccess(
      TransactionTemplate transactions,
      EnvironmentRepository environments,
      AwsSessions sessions,
      JsonMapper json) {
    return new StateAccess(transactions, environments, sessions, json);
  }
}
