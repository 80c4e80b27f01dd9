package io.beta9.provisioning.cli.env;

import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.FailureView;
import io.beta9.provisioning.apimodel.environment.UpdatePlanView;
import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shows what an update would change and interrupt: by the fields of the meta-config and, as soon as
 * something has been created, by Terraform's plan. Asks for confirmation.
 */
record UpdatePlan(CommandContext context, ApiClient api, String contentType) {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);
  private static final Set<String> ACTIVE = Set.of("waiting", "running");

  /** Prints what the update would do; returns the exit code. */
  int show(String id, byte[] body, OutputOption output) {
    ApiReply<UpdatePreview> preview = preview(id, body);
    Optional<ApiReply<UpdatePlanView>> plan = plan(id, body, preview.value());
    if (output.isJson()) {
      JsonObject both = new JsonObject();
      both.add("fields", preview.json());
      plan.ifPresent(made -> both.add("plan", made.json()));
      context.printJson(both);
    } else {
      UpdatePlanTables.print(preview.value(), plan.map(ApiReply::value), context.out());
    }
    plan.ifPresent(made -> requireSuccess(made.value()));
    return ExitCode.DONE;
  }

  /**
   * Shows the plan on a terminal, and asks for confirmation if the update interrupts the platform
   * or loses data. An update that would be rejected is left to the service.
   *
   * @return the id of the plan that was shown; empty if there is none
   */
  Optional<String> confirm(String id, byte[] body, List<String> accepted) {
    Terminal terminal = context.terminal();
    if (!terminal.interactive()) {
      return Optional.empty();
    }
    UpdatePreview preview = preview(id, body).value();
    if (!accepted.containsAll(preview.requiredAcceptances())) {
      return Optional.empty();
    }
    Optional<UpdatePlanView> plan = plan(id, body, preview).map(ApiReply::value);
    PrintStream err = terminal.err();
    UpdatePlanTables.print(preview, plan, err);
    plan.ifPresent(UpdatePlan::requireSuccess);
    if (!UpdatePlanTables.isHarmless(preview, plan)) {
      err.print("Continue? Type yes: ");
      err.flush();
      String typed = terminal.readLine();
      if (typed == null || !typed.strip().equals("yes")) {
        throw new CommandException(ExitCode.WRONG_USE, "not confirmed; nothing was changed");
      }
    }
    return plan.map(UpdatePlanView::operation);
  }

  private ApiReply<UpdatePreview> preview(String id, byte[] body) {
    return api.post(
        ApiClient.environmentPath(id, "/update"),
        Map.of("dry_run", "true"),
        body,
        contentType,
        UpdatePreview.class);
  }

  /** Plans the update and waits for the plan; empty if there is nothing to plan. */
  private Optional<ApiReply<UpdatePlanView>> plan(String id, byte[] body, UpdatePreview preview) {
    if (!preview.plannable()) {
      return Optional.empty();
    }
    ApiReply<UpdatePlanView> plan =
        api.post(
            ApiClient.environmentPath(id, "/plans"),
            Map.of(),
            body,
            contentType,
            UpdatePlanView.class);
    if (ACTIVE.contains(plan.value().state())) {
      context
          .terminal()
          .err()
          .println(
              "Planning with Terraform; this takes a minute or two and changes nothing. To end it:"
                  + " ./provisioner env cancel "
                  + id);
    }
    while (ACTIVE.contains(plan.value().state())) {
      context.sleeper().sleep(POLL_INTERVAL);
      plan =
          api.get(
              ApiClient.environmentPath(id, "/plans/" + plan.value().operation()),
              Map.of(),
              UpdatePlanView.class);
    }
    return Optional.of(plan);
  }

  private static void requireSuccess(UpdatePlanView plan) {
    if (plan.state().equals("succeeded")) {
      return;
    }
    FailureView failure = plan.failure();
    throw new CommandException(
        ExitCode.FAILED,
        failure == null
            ? "the plan was " + plan.state() + "; nothing was changed"
            : failure.what() + ": " + failure.why() + ". " + failure.next());
  }
}
