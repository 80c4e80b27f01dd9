package io.beta9.provisioning.api.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.beta9.provisioning.access.AuditChainRepository;
import io.beta9.provisioning.access.AuditHeadExport;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.OperationAuthorization;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.audit.AuditHeads;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The complete audit trail and its heads, for verification outside the service. */
@RestController
@RequestMapping("/api/v1/audit")
public class AuditExportResource {
  private static final String JSON_LINES = "application/jsonl";

  private final AuditChainRepository chains;
  private final AuditHeadExport heads;
  private final JsonMapper json;

  public AuditExportResource(AuditChainRepository chains, AuditHeadExport heads, JsonMapper json) {
    this.chains = chains;
    this.heads = heads;
    // Every line is ASCII: safe to print, and its values are exactly those that were hashed.
    this.json =
        json.rebuild()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .changeDefaultPropertyInclusion(
                inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();
  }

  /** Streams all entries in the order of their chains, one JSON document per line. */
  @Authorize(Permission.AUDIT_READ)
  @GetMapping(value = "/export", produces = JSON_LINES)
  void export(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setContentType(JSON_LINES);
    try (OutputStream out = new BufferedOutputStream(response.getOutputStream())) {
      chains.export(
          tenantOf(caller, request),
          line -> {
            try {
              out.write(json.writeValueAsBytes(line));
              out.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause(); // The client has closed the connection.
    }
  }

  /** Returns the heads of the chains, signed if the service has a key. */
  @Authorize(Permission.AUDIT_READ)
  @GetMapping("/heads")
  AuditHeads heads(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, HttpServletRequest request) {
    return heads.heads(tenantOf(caller, request));
  }

  /** With a role of the service, all tenants unless one is named: what is verified is the whole. */
  private static @Nullable TenantId tenantOf(Caller caller, HttpServletRequest request) {
    return caller.spansTenants() && request.getParameter(OperationAuthorization.TENANT) == null
        ? null
        : caller.tenant();
  }
}
