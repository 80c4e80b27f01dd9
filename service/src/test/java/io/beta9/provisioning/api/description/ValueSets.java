package io.beta9.provisioning.api.description;

import io.beta9.provisioning.access.AuditEntry;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;
import io.beta9.provisioning.onboarding.document.OnboardingFormat;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.progress.ResourceChange;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.webhook.DeliveryState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The values of the fields and parameters that are texts of an enumeration. */
final class ValueSets {
  private static final List<String> STATUSES =
      codes(EnvironmentStatus.values(), EnvironmentStatus::code);
  private static final List<String> CLASSES = codes(FailureClass.values(), FailureClass::code);
  private static final List<String> STATES = codes(AccountState.values(), AccountState::code);

  /** Values that never grow without a new version of the API. */
  private static final Map<String, List<String>> CLOSED =
      Map.ofEntries(
          Map.entry("EnvironmentView.status", STATUSES),
          Map.entry("EnvironmentSummary.status", STATUSES),
          Map.entry("DiagnosisView.status", STATUSES),
          Map.entry("parameter.status", STATUSES),
          Map.entry(
              "ResourcesViewResourceChangeView.state",
              codes(ResourceChange.ChangeState.values(), ResourceChange.ChangeState::code)),
          Map.entry("FailureView.class", CLASSES),
          Map.entry("FailureReportGroup.class", CLASSES),
          Map.entry("ProblemDocument.class", CLASSES),
          Map.entry(
              "FailureView.responsible", codes(ResponsibleParty.values(), ResponsibleParty::code)),
          Map.entry("AccountView.state", STATES),
          Map.entry("SharedAccountView.state", STATES),
          Map.entry(
              "AuditView.outcome",
              codes(AuditEntry.AuditOutcome.values(), AuditEntry.AuditOutcome::code)),
          Map.entry(
              "RegionCircuitView.state",
              codes(RegionCircuit.CircuitState.values(), RegionCircuit.CircuitState::code)),
          Map.entry("QueueReportWorkerLine.state", List.of("running", "draining", "dead")),
          Map.entry(
              "WebhookDeliveryView.state", codes(DeliveryState.values(), DeliveryState::code)),
          Map.entry("OnboardingView.format", OnboardingFormat.codes()),
          Map.entry("parameter.format", OnboardingFormat.codes()),
          Map.entry("parameter.partition", AwsPartition.ids()),
          Map.entry("RegisterAccountRequest.provider", List.of("aws")),
          Map.entry("ShareAccountRequest.provider", List.of("aws")));

  /** Values that clients must expect to grow. */
  private static final Map<String, List<String>> OPEN =
      Map.of(
          "EventView.kind", codes(EventKind.values(), EventKind::code),
          "FailureView.code", codes(FailureCode.values(), FailureCode::code),
          "EnvironmentSummary.failure_code", codes(FailureCode.values(), FailureCode::code));

  private ValueSets() {}

  private static <T> List<String> codes(T[] values, Function<T, String> code) {
    return Arrays.stream(values).map(code).toList();
  }

  static Optional<List<String>> closed(String owner, String name) {
    return Optional.ofNullable(CLOSED.get(owner + "." + name));
  }

  static Optional<List<String>> open(String owner, String name) {
    return Optional.ofNullable(OPEN.get(owner + "." + name));
  }
}
