namespace Gateway.Adapters.Vault;

internal static class VaultSql
{
    public const string Schema = """
        create schema if not exists vault;
        create table if not exists vault.key (
            tenant text not null, stream_id uuid not null, wrapped bytea not null, made_at timestamptz not null,
            primary key (tenant, stream_id));
        create table if not exists vault.item (
            tenant text not null, stream_id uuid not null, id text not null, sealed_index bytea not null,
            ciphertext_digest text not null, chunks integer not null, stored_at timestamptz not null,
            cited boolean not null default false,
            primary key (tenant, stream_id, id));
        create index if not exists item_uncited on vault.item (stored_at) where not cited;
        create table if not exists vault.chunk (
            tenant text not null, stream_id uuid not null, item_id text not null, number integer not null,
            sealed bytea not null,
            primary key (tenant, stream_id, item_id, number));
        alter table vault.chunk alter column sealed set storage external;
        """;

    public const string NewKey = """
        insert into vault.key (tenant, stream_id, wrapped, made_at) values ($1, $2, $3, $4)
        on conflict (tenant, stream_id) do nothing
        returning wrapped
        """;

    public const string FindKey = "select wrapped from vault.key where tenant = $1 and stream_id = $2";

    public const string InsertChunk =
        "insert into vault.chunk (tenant, stream_id, item_id, number, sealed) values ($1, $2, $3, $4, $5) on conflict do nothing";

    public const string InsertItem = """
        insert into vault.item (tenant, stream_id, id, sealed_index, ciphertext_digest, chunks, stored_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
        """;

    public const string FindItem = """
        select k.wrapped, i.sealed_index, i.chunks
        from vault.item i join vault.key k on k.tenant = i.tenant and k.stream_id = i.stream_id
        where i.tenant = $1 and i.stream_id = $2 and i.id = $3
        """;

    public const string ReadChunk =
        "select sealed from vault.chunk where tenant = $1 and stream_id = $2 and item_id = $3 and number = $4";
}
