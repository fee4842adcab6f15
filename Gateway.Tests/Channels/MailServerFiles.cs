namespace Gateway.Tests.Channels;

/// <summary>The configuration of the two programs behind <see cref="MailServer"/>.</summary>
internal static class MailServerFiles
{
    public static string Dovecot(string directory, int imapPort, int imapsPort) =>
        $$"""
            protocols = imap lmtp
            listen = 127.0.0.1
            base_dir = {{directory}}/run
            log_path = {{directory}}/dovecot.log
            ssl = required
            ssl_cert = <{{directory}}/server.pem
            ssl_key = <{{directory}}/server.key
            disable_plaintext_auth = yes
            auth_mechanisms = plain login
            mail_location = maildir:{{directory}}/mail/%u
            mail_uid = mail
            mail_gid = mail
            first_valid_uid = 1
            first_valid_gid = 1
            auth_failure_delay = 0
            passdb {
              driver = passwd-file
              args = {{directory}}/users
            }
            userdb {
              driver = static
              args = uid=mail gid=mail home={{directory}}/mail/%u
            }
            namespace inbox {
              inbox = yes
            }
            service auth {
              unix_listener {{directory}}/run/postfix-auth {
                mode = 0666
              }
            }
            # No growing delay after wrong passwords.
            service anvil {
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            service lmtp {
              unix_listener {{directory}}/run/postfix-lmtp {
                mode = 0666
              }
            }
            service imap-login {
              inet_listener imap {
                port = {{imapPort}}
              }
              inet_listener imaps {
                port = {{imapsPort}}
                ssl = yes
              }
            }
            """;

    public static string PostfixMain(string directory, IEnumerable<string> addresses) =>
        $$"""
            compatibility_level = 3.6
            queue_directory = {{directory}}/queue
            data_directory = {{directory}}/state
            daemon_directory = /usr/lib/postfix/sbin
            command_directory = /usr/sbin
            maillog_file = {{directory}}/postfix.log
            maillog_file_prefixes = {{directory}}
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = mail.gateway.test
            mydestination =
            mynetworks =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            alias_maps =
            alias_database =
            local_recipient_maps =
            virtual_mailbox_domains = gateway.test
            virtual_mailbox_maps = inline:{ {{string.Join(", ", addresses.Select(address => $"{address}=x"))}} }
            virtual_transport = lmtp:unix:{{directory}}/run/postfix-lmtp
            default_transport = error:no mail leaves this machine
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = {{directory}}/run/postfix-auth
            smtpd_tls_security_level = encrypt
            smtpd_tls_auth_only = yes
            smtpd_tls_cert_file = {{directory}}/server.pem
            smtpd_tls_key_file = {{directory}}/server.key
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            smtpd_recipient_restrictions = check_recipient_access inline:{ {greylisted@gateway.test = 451 4.7.1 Greylisted} }, permit_sasl_authenticated, reject
            smtpd_error_sleep_time = 0
            smtpd_client_connection_rate_limit = 0
            anvil_rate_time_unit = 1s
            message_size_limit = 41943040
            virtual_mailbox_limit = 0
            mailbox_size_limit = 0
            """.ReplaceLineEndings("\n") + "\n";

    public static string PostfixMaster(int smtpPort, int smtpsPort) =>
        $"""
            127.0.0.1:{smtpPort} inet n - n - - smtpd
            127.0.0.1:{smtpsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
            postlog unix-dgram n - n - 1 postlogd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            lmtp unix - - n - - lmtp
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache

            """;
}
