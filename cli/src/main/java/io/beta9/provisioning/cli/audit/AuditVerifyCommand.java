package io.beta9.provisioning.cli.audit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.audit.AuditHeads;
import io.beta9.provisioning.apimodel.audit.AuditLine;
import io.beta9.provisioning.apimodel.audit.AuditVerifier;
import io.beta9.provisioning.apimodel.audit.AuditVerifier.AuditVerification;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.format.PrintableText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit verify}. */
@Command(
    name = "verify",
    description = {
      "Verifies the audit trail on this machine: that no entry was changed, removed, inserted,"
          + " reordered or moved to another tenant.",
      "With heads that were exported earlier, also that the end was not removed and the chain not"
          + " recomputed. Exits with 1 if anything was found."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner audit verify --head heads-2026-08.json --public-key audit.pub.pem",
      "  ./provisioner audit verify --file audit.jsonl"
    })
public final class AuditVerifyCommand extends BaseCommand {
  @Option(
      names = "--head",
      paramLabel = "FILE",
      description = "Heads that were exported earlier: by 'audit head' or AUDIT_HEADS_FILE.")
  private @Nullable Path headFile;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description =
          "Public key (PEM) that the heads must be signed by: 'openssl pkey -in KEY -pubout'.")
  private @Nullable Path publicKeyFile;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "An export of 'audit export' (default: the audit trail of the API).")
  private @Nullable Path exportFile;

  @Mixin private OutputOption output = new OutputOption();

  public AuditVerifyCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    AuditHeads heads = headFile == null ? null : heads(headFile);
    if (publicKeyFile != null) {
      requireSignature(heads, publicKeyFile);
    }
    String tenant = context.tenants().tenant();
    if (heads != null && tenant != null) {
      // The export of one tenant does not contain the entries of the others.
      heads = heads.ofTenant(tenant);
    }
    AuditVerifier verifier = new AuditVerifier(heads, Instant.now());
    if (exportFile == null) {
      try (ApiClient api = context.api()) {
        api.lines("/audit/export", line -> verifier.accept(parsed(line)));
      }
    } else {
      readFile(exportFile, verifier);
    }
    AuditVerification result = verifier.finish();
    print(result, heads);
    return result.isIntact() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void print(AuditVerification result, @Nullable AuditHeads heads) {
    if (output.isJson()) {
      JsonObject json = Json.toTree(result).getAsJsonObject();
      json.addProperty("intact", result.isIntact());
      context.printJson(json);
      return;
    }
    result.findings().forEach(finding -> out().println(PrintableText.of(finding)));
    if (result.findingCount() > result.findings().size()) {
      out().println("and " + (result.findingCount() - result.findings().size()) + " more");
    }
    out()
        .printf(
            "%s: %d entries of %d tenants%s.%n",
            result.isIntact() ? "Intact" : "NOT INTACT",
            result.entries(),
            result.tenants(),
            heads == null
                ? "; without --head, a removed end or a recomputed chain is not detected"
                : ", compared with the heads of " + PrintableText.of(heads.createdAt()));
  }

  /** A record has null where a field is missing. */
  private static void requireFields(@Nullable Object... fields) {
    if (Stream.of(fields).anyMatch(Objects::isNull)) {
      throw new JsonParseException("fields are missing");
    }
  }

  private static AuditLine parsed(String line) {
    try {
      AuditLine entry =
          Json.readOwn(
              Json.parse(line.getBytes(StandardCharsets.UTF_8)).orElseGet(JsonObject::new),
              AuditLine.class);
      requireFields(entry.type(), entry.tenant());
      return entry;
    } catch (JsonParseException e) {
      throw new CommandException(ExitCode.FAILED, "the export contains a line that is no entry");
    }
  }

  private void readFile(Path file, AuditVerifier verifier) {
    try (BufferedReader lines = Files.newBufferedReader(resolved(file))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        verifier.accept(parsed(line));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private AuditHeads heads(Path file) {
    try {
      AuditHeads heads =
          Json.readOwn(
              Json.parse(Files.readAllBytes(resolved(file))).orElseGet(JsonObject::new),
              AuditHeads.class);
      requireFields(heads.createdAt(), heads.heads());
      heads.heads().forEach(head -> requireFields(head.tenant(), head.hash()));
      return heads;
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (JsonParseException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " does not contain heads: " + e.getMessage());
    }
  }

  private void requireSignature(@Nullable AuditHeads heads, Path file) {
    if (heads == null) {
      throw new CommandException(ExitCode.WRONG_USE, "--public-key requires --head");
    }
    if (!heads.isSignedBy(publicKey(file))) {
      throw new CommandException(
          ExitCode.FAILED, "the heads in " + headFile + " are not signed by the owner of " + file);
    }
  }

  private PublicKey publicKey(Path file) {
    try {
      String pem = Files.readString(resolved(file));
      String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " is not the PEM of an Ed25519 public key");
    }
  }

  private Path resolved(Path file) {
    return context.terminal().directory().resolve(file);
  }

  private static CommandException unreadable(Path file, IOException cause) {
    return new CommandException(
        ExitCode.WRONG_USE, file + " cannot be read: " + String.valueOf(cause.getMessage()));
  }
}
