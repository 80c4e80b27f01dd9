package io.beta9.provisioning.cli.onboarding;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.OnboardingView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.format.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code onboarding aws}. */
@Command(
    name = "aws",
    description = "Prints the role and the permissions that the service needs in an AWS account.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner onboarding aws --account-id 123456789012 --region eu-central-1",
      "  ./provisioner onboarding aws --format cloudformation > role.template.json",
      "  ./provisioner onboarding aws --format terraform --directory ."
    })
public final class OnboardingAwsCommand extends BaseCommand {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "json (default): IAM policies; cloudformation; terraform.")
  private String format = "json";

  @Option(
      names = "--account-id",
      paramLabel = "ID",
      description = "Restricts the permissions to this account (default: any).")
  private @Nullable String accountId;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      split = ",",
      description = "Restricts the permissions to these regions (default: all).")
  private List<String> regions = List.of();

  @Option(
      names = "--partition",
      paramLabel = "PARTITION",
      description =
          "aws, aws-cn or aws-us-gov (default: that of the regions or of the trusted principal, or"
              + " aws).")
  private @Nullable String partition;

  @Option(
      names = "--role-name",
      paramLabel = "NAME",
      description = "Name of the role (default: Beta9Provisioner).")
  private @Nullable String roleName;

  @Option(
      names = "--trusted-principal",
      paramLabel = "ARN",
      description = "Identity of the service, which the role trusts.")
  private @Nullable String trustedPrincipal;

  @Option(
      names = "--external-id",
      paramLabel = "ID",
      description = "External id without which the role cannot be assumed.")
  private @Nullable String externalId;

  @Option(
      names = "--permissions-boundary",
      paramLabel = "POLICY",
      description = {
        "Requires this managed policy as the permissions boundary of all created roles and users,",
        "and adds a proposal for it (default: none)."
      })
  private @Nullable String permissionsBoundary;

  @Option(
      names = "--bucket-prefix",
      paramLabel = "PREFIX",
      split = ",",
      description = {
        "Prefixes of the environments' buckets (data.object_store.bucket_prefix) that the role may",
        "use (default: beta9)."
      })
  private List<String> bucketPrefixes = List.of();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Writes the documents to files in this directory; existing ones are replaced.")
  private @Nullable Path directory;

  @Mixin private OutputOption output = new OutputOption();

  public OnboardingAwsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<OnboardingView> reply = api.get("/onboarding/aws", query(), OnboardingView.class);
      if (output.isJson()) {
        context.printJson(reply.json());
      } else if (directory != null) {
        write(context.terminal().directory().resolve(directory), documents(reply));
      } else {
        print(documents(reply));
      }
      return ExitCode.DONE;
    }
  }

  /** Returns the documents as they are: what is printed of them is made printable as a whole. */
  private static OnboardingView documents(ApiReply<OnboardingView> reply) {
    return Json.readOwn(reply.json(), OnboardingView.class);
  }

  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", format);
    put(query, "account_id", accountId);
    put(query, "region", regions.isEmpty() ? null : String.join(",", regions));
    put(query, "partition", partition);
    put(query, "role_name", roleName);
    put(query, "trusted_principal", trustedPrincipal);
    put(query, "external_id", externalId);
    put(query, "permissions_boundary", permissionsBoundary);
    put(query, "bucket_prefix", bucketPrefixes.isEmpty() ? null : String.join(",", bucketPrefixes));
    return query;
  }

  private static void put(Map<String, String> query, String name, @Nullable String value) {
    if (value != null) {
      query.put(name, value);
    }
  }

  /** Prints the only document, or an object that contains all of them by their file names. */
  private void print(OnboardingView view) {
    if (view.documents().size() == 1) {
      out().println(PrintableText.ofLines(view.documents().getFirst().content()).stripTrailing());
      return;
    }
    JsonObject all = new JsonObject();
    for (OnboardingView.Document document : view.documents()) {
      all.add(document.fileName(), JsonParser.parseString(document.content()));
    }
    context.printJson(all);
  }

  private void write(Path target, OnboardingView view) {
    try {
      Files.createDirectories(target);
      for (OnboardingView.Document document : view.documents()) {
        // Only the last part: the name is from the server.
        Path file = target.resolve(Path.of(document.fileName()).getFileName());
        Files.writeString(file, document.content());
        out().println(PrintableText.ofLines(file.toString()));
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "'" + target + "' cannot be written: " + String.valueOf(e.getMessage()));
    }
  }
}
